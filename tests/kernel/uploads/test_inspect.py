# SPDX-License-Identifier: Apache-2.0
"""What is taken in and what is not."""

from __future__ import annotations

import contextlib
import io

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from portal.kernel.errors import Invalid
from portal.kernel.uploads.actions import tidy_name
from portal.kernel.uploads.sniff import MAX_BYTES, inspect
from tests.city import PDF
from tests.refusals import refused


def _jpeg(size: tuple[int, int] = (40, 30), *, gps: bool = False) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "white")
    exif = Image.Exif()
    if gps:
        exif.get_ifd(0x8825)[1] = "N"
        exif[0x010F] = "a camera"
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def _locked() -> bytes:
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def _with_script() -> bytes:
    out = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(width=100, height=100)
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    writer.root_object[NameObject("/OpenAction")] = script
    writer.write(out)
    return out.getvalue()


def test_a_pdf_is_kept_as_it_is() -> None:
    clean = inspect(PDF)
    assert (clean.data, clean.content_type, clean.pages) == (PDF, "application/pdf", 1)


def test_a_picture_is_drawn_anew_without_place_and_device() -> None:
    clean = inspect(_jpeg(gps=True))
    kept = Image.open(io.BytesIO(clean.data))
    assert dict(kept.getexif()) == {}
    assert kept.size == (40, 30)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"MZ\x90\x00", "file_type"),
        (b"<html><script>", "file_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
        (b"PK\x03\x04", "file_type"),
        (b"%PDF-1.7 nothing follows", "file_broken"),
        (b"\xff\xd8\xff\xe0 not a picture", "file_broken"),
        (_locked(), "file_locked"),
        (_with_script(), "file_active"),
        (_jpeg((9000, 5000)), "picture_too_big"),
        (b"%PDF-" + b"0" * MAX_BYTES, "file_too_big"),
    ],
)
def test_other_things_are_refused_by_name(data: bytes, code: str) -> None:
    with refused(code):
        inspect(data)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\营业执照.pdf", "营业执照.pdf"),
        ("a\x00b\u202egpj.exe", "abgpj.exe"),
        ("", "file"),
        ("长" * 300 + ".pdf", "长" * 96 + ".pdf"),
    ],
)
def test_names_are_tidied(given: str, kept: str) -> None:
    assert tidy_name(given) == kept


def test_a_script_hidden_in_a_coded_name_is_found() -> None:
    plain = _with_script()
    with refused("file_active"):
        inspect(plain.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53"))


@pytest.mark.parametrize(
    "data",
    [
        PDF.replace(b"/Pages", b"/Pagez"),
        PDF.replace(b"/Kids", b"/Count 3 /Kids /X"),
        _jpeg()[:60]
        + b"\xff\xe1\x00\x20Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01"
        + _jpeg()[60:],
    ],
)
def test_a_damaged_file_is_refused_or_taken_but_never_a_crash(data: bytes) -> None:
    with contextlib.suppress(Invalid):
        inspect(data)
