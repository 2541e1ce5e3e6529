# SPDX-License-Identifier: Apache-2.0
"""OFD, the fixed layout of GB/T 33190-2016: a ZIP of XML, kept as it came, with what can be shown of it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from PIL import Image

from portal.kernel.uploads.cleaning.kinds import Kind, kind_of
from portal.kernel.uploads.cleaning.pictures import clean as clean_picture
from portal.kernel.uploads.cleaning.result import Flaw, Kept

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_PARTS = 2_000
MAX_UNFOLDED = 100_000_000
MAX_XML = 10_000_000
#: Pictures at least so wide and high are pages, smaller ones are seals, codes and ornaments.
_PAGE_SIDE = 600
_MAX_PICTURES = 20
_PICTURE_PIXELS = 4_000_000
#: Names under which electronic invoices say their particulars in OFD.xml (CustomData).
_INVOICE = (
    "发票代码", "发票号码", "开票日期", "合计金额", "合计税额", "价税合计", "校验码",
    "购买方名称", "购买方纳税人识别号", "销售方名称", "销售方纳税人识别号",
)  # fmt: skip
_LONGEST_FACT = 100


def clean(data: bytes, _kind: Kind) -> Kept:
    """Return an OFD; raises Flaw for any other ZIP, with advice by its code.

    Pages that are pictures are shown as a PDF of them, the OFD is then kept as the original.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return _ofd(parts, data)
    except (zipfile.BadZipFile, NotImplementedError, DefusedXmlException, ParseError) as error:
        raise Flaw("file_broken") from error


def _ofd(parts: zipfile.ZipFile, data: bytes) -> Kept:
    names = {one.filename for one in parts.infolist()}
    if "[Content_Types].xml" in names:
        raise Flaw("file_office")
    if "OFD.xml" not in names:
        raise Flaw("file_zip")
    entries = parts.infolist()
    if len(entries) > MAX_PARTS or sum(one.file_size for one in entries) > MAX_UNFOLDED:
        raise Flaw("file_heavy")
    if any(one.flag_bits & 1 for one in entries):
        raise Flaw("file_locked")
    if any(_leads_out(name) for name in names):
        raise Flaw("file_broken")
    root = _xml(parts, "OFD.xml")
    pages = _pages(parts, root)
    facts = _facts(root)
    pictures = _pictures(parts)
    if not pictures:
        return Kept(data, "application/ofd", "ofd", pages, facts=facts)
    return Kept(
        data=_bound(pictures),
        content_type="application/pdf",
        ending="pdf",
        pages=len(pictures),
        original=data,
        original_type="application/ofd",
        original_ending="ofd",
        facts=facts,
    )


def _leads_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or ":" in plain


def _read(parts: zipfile.ZipFile, name: str, most: int) -> bytes:
    with parts.open(name) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise Flaw("file_heavy")
    return data


def _xml(parts: zipfile.ZipFile, name: str) -> Element:
    return fromstring(_read(parts, name, MAX_XML), forbid_dtd=True)


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _pages(parts: zipfile.ZipFile, root: Element) -> int:
    """Return how many pages the documents name; raises Flaw for an OFD without any."""
    count = 0
    for one in root.iter():
        if _plain(one.tag) == "DocRoot" and one.text:
            name = posixpath.normpath(one.text.strip().lstrip("/"))
            if name not in parts.namelist():
                raise Flaw("file_broken")
            document = _xml(parts, name)
            count += sum(
                _plain(page.tag) == "Page"
                for pages in document.iter()
                if _plain(pages.tag) == "Pages"
                for page in pages
            )
    if not count:
        raise Flaw("file_broken")
    return count


def _facts(root: Element) -> dict[str, str]:
    said = {
        one.get("Name", ""): (one.text or "").strip()
        for one in root.iter()
        if _plain(one.tag) == "CustomData"
    }
    return {name: said[name] for name in _INVOICE if 0 < len(said.get(name, "")) <= _LONGEST_FACT}


def _pictures(parts: zipfile.ZipFile) -> list[Image.Image]:
    found: list[Image.Image] = []
    for entry in sorted(parts.infolist(), key=lambda one: one.filename):
        if not entry.filename.lower().endswith((".jpg", ".jpeg", ".png")):
            continue
        data = _read(parts, entry.filename, MAX_UNFOLDED)
        kind = kind_of(data)
        if kind not in (Kind.JPEG, Kind.PNG):
            continue
        image = Image.open(io.BytesIO(clean_picture(data, kind).data))
        if min(image.size) >= _PAGE_SIDE:
            image.thumbnail((2_000, 2_000))
            found.append(image.convert("RGB"))
        if len(found) == _MAX_PICTURES:
            break
    return found


def _bound(pictures: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=150)
    return out.getvalue()
