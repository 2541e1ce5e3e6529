# SPDX-License-Identifier: Apache-2.0
"""OFD, the fixed layout of GB/T 33190-2016: a ZIP of XML, kept as it came, with what can be shown of it."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import TYPE_CHECKING

import pikepdf
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from PIL import Image

from portal.kernel.uploads.cleaning.kinds import Kind, kind_of
from portal.kernel.uploads.cleaning.pictures import clean as clean_picture
from portal.kernel.uploads.cleaning.result import Flaw, Kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_PARTS = 2_000
MAX_PAGES = 300
MAX_UNFOLDED = 100_000_000
MAX_XML = 10_000_000
#: What an OFD consists of: its XML, pictures, fonts, seals and signed values.
_PARTS = frozenset(
    ("xml", "jpg", "jpeg", "png", "bmp", "gif", "tif", "tiff", "jb2", "gbig2",
     "ttf", "otf", "ttc", "cff", "esl", "dat", "asn1", "xbrl")
)  # fmt: skip
#: Elements that act: an address, a place in another file, sound and film; and what hangs on.
_ACTING = frozenset(("URI", "GotoA", "Sound", "Movie"))
#: Names under which electronic invoices say their particulars in OFD.xml (CustomData).
_INVOICE = (
    "发票代码", "发票号码", "开票日期", "合计金额", "合计税额", "价税合计", "校验码",
    "购买方名称", "购买方纳税人识别号", "销售方名称", "销售方纳税人识别号",
)  # fmt: skip
_LONGEST_FACT = 100
#: Points of a page that is a picture at 150 dots an inch.
_POINTS = 72 / 150


def clean(data: bytes, _kind: Kind) -> Kept:
    """Return an OFD; raises Flaw for any other ZIP, with advice by its code.

    Where every page is one picture, the pages are shown as a PDF and the OFD is kept as the
    original. It is never changed: most are signed. One that acts or carries other files is refused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            return _ofd(parts, data)
    except (zipfile.BadZipFile, NotImplementedError, DefusedXmlException, ParseError) as error:
        raise Flaw("file_broken") from error


def _ofd(parts: zipfile.ZipFile, data: bytes) -> Kept:
    _check(parts)
    root = _xml(parts, "OFD.xml")
    pages = list(_pages(parts, root))
    if not pages:
        raise Flaw("file_broken")
    if len(pages) > MAX_PAGES:
        raise Flaw("too_many_pages")
    facts = _facts(root)
    pictures = _pictures(parts, pages)
    if not pictures:
        return Kept(data, "application/ofd", "ofd", len(pages), facts=facts)
    return Kept(
        data=_bound(parts, pictures),
        content_type="application/pdf",
        ending="pdf",
        pages=len(pages),
        original=data,
        original_type="application/ofd",
        original_ending="ofd",
        facts=facts,
    )


def _check(parts: zipfile.ZipFile) -> None:
    """Raise Flaw for a ZIP that is no OFD, is locked or too large, acts or carries other files."""
    entries = parts.infolist()
    names = {one.filename for one in entries}
    if "[Content_Types].xml" in names:
        raise Flaw("file_office")
    if "OFD.xml" not in names:
        raise Flaw("file_zip")
    if len(entries) > MAX_PARTS or sum(one.file_size for one in entries) > MAX_UNFOLDED:
        raise Flaw("file_heavy")
    if any(one.flag_bits & 1 for one in entries):
        raise Flaw("file_locked")
    if any(_leads_out(name) for name in names):
        raise Flaw("file_broken")
    files = [one.filename for one in entries if not one.is_dir()]
    if any(name.rpartition(".")[2].lower() not in _PARTS for name in files):
        raise Flaw("file_ofd_active")
    for name in files:
        if name.lower().endswith(".xml") and any(_acts(one) for one in _xml(parts, name).iter()):
            raise Flaw("file_ofd_active")


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


def _acts(element: Element) -> bool:
    return _plain(element.tag) in _ACTING


def _named(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if _plain(one.tag) == name)


def _at(parts: zipfile.ZipFile, place: str, folder: str) -> str:
    """Return the name of a part that another names, from the root or beside it."""
    plain = place.strip()
    path = plain.lstrip("/") if plain.startswith("/") else posixpath.join(folder, plain)
    name = posixpath.normpath(path)
    if name not in parts.namelist():
        raise Flaw("file_broken")
    return name


def _pages(parts: zipfile.ZipFile, root: Element) -> Iterator[tuple[str, str]]:
    """Yield the document and the content of each page in their order."""
    for one in _named(root, "DocRoot"):
        document = _at(parts, one.text or "", "")
        folder = posixpath.dirname(document)
        for pages in _named(_xml(parts, document), "Pages"):
            for page in _named(pages, "Page"):
                yield document, _at(parts, page.get("BaseLoc", ""), folder)


def _facts(root: Element) -> dict[str, str]:
    said = {one.get("Name", ""): (one.text or "").strip() for one in _named(root, "CustomData")}
    return {name: said[name] for name in _INVOICE if 0 < len(said.get(name, "")) <= _LONGEST_FACT}


def _pictures(parts: zipfile.ZipFile, pages: list[tuple[str, str]]) -> list[str]:
    """Return the picture of each page, nothing unless every page is one picture and no more."""
    found = []
    for document, content in pages:
        page = _xml(parts, content)
        images = list(_named(page, "ImageObject"))
        others = [
            *_named(page, "TextObject"),
            *_named(page, "PathObject"),
            *_named(page, "Template"),
        ]
        picture = (
            _resource(parts, document, images[0].get("ResourceID", "")) if len(images) == 1 else ""
        )
        if others or not picture:
            return []
        found.append(picture)
    return found


def _resource(parts: zipfile.ZipFile, document: str, key: str) -> str:
    """Return the part of a picture by its number, "" for one that cannot be shown."""
    folder = posixpath.dirname(document)
    root = _xml(parts, document)
    for named in (*_named(root, "DocumentRes"), *_named(root, "PublicRes")):
        listing = _at(parts, named.text or "", folder)
        resources = _xml(parts, listing)
        base = posixpath.join(posixpath.dirname(listing), resources.get("BaseLoc", ""))
        for media in _named(resources, "MultiMedia"):
            for file in _named(media, "MediaFile") if media.get("ID") == key else ():
                name = _at(parts, file.text or "", base)
                return name if name.lower().endswith((".jpg", ".jpeg", ".png")) else ""
    return ""


def _bound(parts: zipfile.ZipFile, pictures: list[str]) -> bytes:
    """Return a PDF with a picture on each page; one at a time is held unpacked."""
    pdf = pikepdf.Pdf.new()
    for name in pictures:
        data = _read(parts, name, MAX_UNFOLDED)
        kind = kind_of(data)
        if kind not in (Kind.JPEG, Kind.PNG):
            raise Flaw("file_broken")
        with Image.open(io.BytesIO(clean_picture(data, kind).data)) as image:
            image.thumbnail((2_000, 2_000))
            out = io.BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=85)
            width, height = image.size
        size = (width * _POINTS, height * _POINTS)
        page = pdf.add_blank_page(page_size=size)
        shown = pikepdf.Stream(pdf, out.getvalue())
        shown.update(
            {
                "/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": width,
                "/Height": height, "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
            }
        )  # fmt: skip
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=pikepdf.Dictionary(P=shown))
        drawing = f"q {size[0]:.2f} 0 0 {size[1]:.2f} 0 0 cm /P Do Q"
        page.obj["/Contents"] = pikepdf.Stream(pdf, drawing.encode())
    whole = io.BytesIO()
    pdf.save(whole, deterministic_id=True)
    return whole.getvalue()
