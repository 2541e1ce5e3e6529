# SPDX-License-Identifier: Apache-2.0
"""Looking into a file before it is kept: what it is, how big it unfolds. Pure.

Pictures are drawn anew without their metadata (places, devices); PDFs must open, be
unlocked and carry no script and no attachment.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from portal.kernel.errors import Invalid

#: City values: bytes a file, pixels a picture, pages a PDF.
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_PAGES = 300
_FORBIDDEN = frozenset(
    ("/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia")
)
MAX_OBJECTS = 50_000
#: What the two libraries raise on files that were cut, joined or made to hurt.
_ODD = (AttributeError, AssertionError, IndexError, KeyError, NotImplementedError, OverflowError,
        RecursionError, TypeError, ValueError, ZeroDivisionError, struct.error, zlib.error)  # fmt: skip


@dataclass(frozen=True)
class Clean:
    """A file that may be kept: its bytes, type, ending and number of pages."""

    data: bytes
    content_type: str
    ending: str
    pages: int


def inspect(data: bytes) -> Clean:
    """Return the cleaned file; raises Invalid saying what is wrong and what to do."""
    if not data:
        raise Invalid("empty_file", _("文件是空的，请重新选择。"), "file")
    if len(data) > MAX_BYTES:
        raise Invalid("file_too_big", _("文件超过20 MB，请压缩后再传。"), "file")
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(data)
    raise Invalid("file_type", _("只收PDF、JPG、PNG文件，请换一个文件。"), "file")


def _pdf(data: bytes) -> Clean:
    broken = Invalid("file_broken", _("这个PDF打不开，请重新生成后再传。"), "file")
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            raise Invalid("file_locked", _("这个PDF有密码，请去掉密码后再传。"), "file")
        pages = len(reader.pages)
        is_active = _is_active(reader)
    except (PyPdfError, OSError, *_ODD) as error:
        raise broken from error
    if pages == 0:
        raise broken
    if pages > MAX_PAGES:
        raise Invalid("too_many_pages", _("PDF最多300页，请分开上传。"), "file")
    if is_active:
        raise Invalid("file_active", _("这个PDF里有脚本或附件，请另存为普通PDF后再传。"), "file")
    return Clean(data, "application/pdf", "pdf", pages)


def _is_active(reader: PdfReader) -> bool:
    """Tell whether any object names a script, a start of a program or an attachment.

    Looking at the bytes would miss names in packed objects and names written with ``#`` codes.
    """
    places = [(number, made) for made, rows in reader.xref.items() for number in rows]
    places += [(number, 0) for number in reader.xref_objStm]
    if len(places) > MAX_OBJECTS:
        raise ValueError("too many objects")
    return any(_names(reader.get_object(IndirectObject(*place, reader))) for place in places)


def _names(thing: object) -> bool:
    if isinstance(thing, NameObject):
        return str(thing) in _FORBIDDEN
    if isinstance(thing, DictionaryObject):
        return any(_names(name) or _names(dict.get(thing, name)) for name in thing)
    return isinstance(thing, ArrayObject) and any(_names(one) for one in list.__iter__(thing))


def _picture(data: bytes) -> Clean:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image: Image.Image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
        if image.width * image.height > MAX_PIXELS:
            raise Invalid(
                "picture_too_big", _("图片太大（超过4000万像素），请缩小后再传。"), "file"
            )
        kind = image.format or "PNG"
        drawn = ImageOps.exif_transpose(image)
        out = io.BytesIO()
        if kind == "JPEG":
            drawn.convert("RGB").save(out, "JPEG", quality=88)
            return Clean(out.getvalue(), "image/jpeg", "jpg", 1)
        drawn.save(out, "PNG")
        return Clean(out.getvalue(), "image/png", "png", 1)
    except (OSError, SyntaxError, Image.DecompressionBombError, *_ODD) as error:
        raise Invalid("file_broken", _("这张图片打不开，请重新拍一张。"), "file") from error
