# SPDX-License-Identifier: Apache-2.0
"""ZIPs and OFDs of the zoo."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'
OFD_ROOT = (
    f'<?xml version="1.0"?><ofd:OFD {NS}><ofd:DocBody><ofd:DocInfo>'
    "<ofd:CustomDatas>{facts}</ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml"
    "</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
FACTS = '<ofd:CustomData Name="发票号码">24510001</ofd:CustomData><ofd:CustomData Name="别的">x</ofd:CustomData>'
TEXT = "<ofd:TextObject><ofd:TextCode>合同</ofd:TextCode></ofd:TextObject>"


def zipped(**parts: bytes | str) -> bytes:
    """Return a ZIP of parts; ``__`` stands for ``/`` and ``_xml`` at the end for ``.xml``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def _content(objects: str) -> str:
    layer = f"<ofd:Content><ofd:Layer>{objects}</ofd:Layer></ofd:Content>"
    return f'<?xml version="1.0"?><ofd:Page {NS}>{layer}</ofd:Page>'


def ofd(
    facts: str = "",
    root: str = OFD_ROOT,
    pages: tuple[str, ...] = (TEXT, TEXT),
    pictures: dict[str, bytes] | None = None,
) -> bytes:
    """Return an OFD: what is on each page, and its pictures by their numbers."""
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages))
    )
    named = "<ofd:CommonData><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
    document = f'<?xml version="1.0"?><ofd:Document {NS}>{named}<ofd:Pages>{listed}</ofd:Pages></ofd:Document>'
    media = "".join(
        f'<ofd:MultiMedia ID="{key}" Type="Image"><ofd:MediaFile>image_{key}.jpg</ofd:MediaFile>'
        "</ofd:MultiMedia>"
        for key in pictures or {}
    )
    resources = (
        f'<?xml version="1.0"?><ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>{media}'
        "</ofd:MultiMedias></ofd:Res>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("OFD.xml", root.format(facts=facts))
        package.writestr("Doc_0/Document.xml", document)
        package.writestr("Doc_0/DocumentRes.xml", resources)
        for number, objects in enumerate(pages):
            package.writestr(f"Doc_0/Pages/Page_{number}/Content.xml", _content(objects))
        for key, data in (pictures or {}).items():
            package.writestr(f"Doc_0/Res/image_{key}.jpg", data)
    return out.getvalue()


def _image(key: str) -> str:
    return f'<ofd:ImageObject ID="9" ResourceID="{key}" Boundary="0 0 210 297"/>'


def ofd_with(name: str, data: bytes, *, link: bool = False) -> Callable[[], bytes]:
    def make() -> bytes:
        out = io.BytesIO(ofd())
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if link:
                entry.external_attr = 0o120777 << 16
            package.writestr(entry, data)
        return out.getvalue()

    return make


def scanned_ofd(count: int = 12, side: int = 300) -> bytes:
    """Return an OFD of scanned pages, each a little narrower than the one before."""
    keys = [str(10 + n) for n in range(count)]
    pictures = {key: _page((1240 - side // 30 * n, 1754)) for n, key in enumerate(keys)}
    return ofd(FACTS, pages=tuple(map(_image, keys)), pictures=pictures)


def sealed_ofd() -> bytes:
    """Return an OFD of letters with a large picture on its first page."""
    return ofd(FACTS, pages=(TEXT + _image("5"), TEXT, TEXT), pictures={"5": _page((700, 700))})


def acting_ofd() -> bytes:
    """Return an OFD that leads to an address when it is pressed."""
    press = '<ofd:Actions><ofd:Action Event="CLICK"><ofd:URI URI="http://a.test"/></ofd:Action></ofd:Actions>'
    return ofd(pages=(TEXT + press,))


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE o [<!ENTITY l0 "ha">{entities}]><o>&l9;</o>'


def many_parts() -> bytes:
    out = io.BytesIO(ofd())
    with zipfile.ZipFile(out, "a") as package:
        for number in range(2_001):
            package.writestr(f"Doc_0/{number}.xml", b"")
    return out.getvalue()


def locked_ofd() -> bytes:
    data = bytearray(ofd())
    for start, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(start)
        while at >= 0:
            data[at + flag] |= 1
            at = data.find(start, at + 4)
    return bytes(data)


def _page(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, "white").save(out, "JPEG")
    return out.getvalue()
