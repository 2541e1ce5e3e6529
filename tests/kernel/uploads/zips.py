# SPDX-License-Identifier: Apache-2.0
"""ZIPs and OFDs of the zoo."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable

OFD_ROOT = (
    '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo>'
    "<ofd:CustomDatas>{facts}</ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml"
    "</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
OFD_DOCUMENT = (
    '<?xml version="1.0"?><ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Pages>'
    '<ofd:Page ID="1"/><ofd:Page ID="2"/></ofd:Pages></ofd:Document>'
)
FACTS = '<ofd:CustomData Name="发票号码">24510001</ofd:CustomData><ofd:CustomData Name="别的">x</ofd:CustomData>'


def zipped(**parts: bytes | str) -> bytes:
    """Return a ZIP of parts; ``__`` stands for ``/`` and ``_xml`` at the end for ``.xml``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def ofd(facts: str = "", root: str = OFD_ROOT, **more: bytes | str) -> bytes:
    """Return an OFD of two pages."""
    return zipped(OFD_xml=root.format(facts=facts), Doc_0__Document_xml=OFD_DOCUMENT, **more)


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


def scanned_ofd() -> bytes:
    out = io.BytesIO(ofd(FACTS))
    with zipfile.ZipFile(out, "a") as package:
        for number in (1, 2):
            package.writestr(f"Doc_0/Res/{number}.jpg", _page((1200, 1600)))
        package.writestr("Doc_0/Res/seal.jpg", _page((90, 90)))
    return out.getvalue()


def laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE o [<!ENTITY l0 "ha">{entities}]><o>&l9;</o>'


def many_parts() -> bytes:
    out = io.BytesIO(ofd())
    with zipfile.ZipFile(out, "a") as package:
        for number in range(2_001):
            package.writestr(f"Doc_0/{number}", b"")
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
