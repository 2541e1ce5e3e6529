# SPDX-License-Identifier: Apache-2.0
"""Papers: whole, embedded fonts, rare characters, signed, never fetched from anywhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pypdf import PdfReader

from licensing.cases.documents import issue
from portal.kernel.documents.models import Document
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.conftest import SetClock

if TYPE_CHECKING:
    from django.conf import LazySettings


def _file(settings: LazySettings, document: Document) -> bytes:
    return (Path(settings.MEDIA_ROOT) / document.path).read_bytes()


def _is_embedded(font: Any) -> bool:
    descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    return bool({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()))


def test_a_receipt_shows_its_facts_and_embeds_its_fonts(
    city: cities.City, settings: LazySettings
) -> None:
    case = cities.submitted(city)
    drain()
    paper = Document.objects.get(subject=case.subject, kind="receipt")
    reader = PdfReader(io.BytesIO(_file(settings, paper)))
    text = "".join(page.extract_text() for page in reader.pages)
    assert paper.state == "rendered"
    assert case.number is not None
    assert case.number in text
    assert case.query_code in text
    assert "92512000MAT0T00085" in text
    assert "512002199003070019" not in text
    assert "13800132046" not in text
    resources: Any = reader.pages[0]["/Resources"]
    assert all(_is_embedded(font) for font in resources["/Font"].values())
    assert len(reader.pages) == 1


def test_a_licence_is_signed_and_a_changed_byte_shows(
    city: cities.City, settings: LazySettings
) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    drain()
    paper = Document.objects.get(subject=case.subject, kind="licence")
    data = _file(settings, paper)
    signature = PdfFileReader(io.BytesIO(data)).embedded_signatures[0]
    status = validate_pdf_signature(signature)
    assert status.intact
    assert status.valid
    at = 2000
    forged = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
    broken = validate_pdf_signature(PdfFileReader(io.BytesIO(forged)).embedded_signatures[0])
    assert not broken.intact


def test_rendering_again_keeps_one_file(city: cities.City, settings: LazySettings) -> None:
    case = cities.submitted(city)
    drain()
    first = Document.objects.get(subject=case.subject)
    assert drain() == {}
    again = Document.objects.get(subject=case.subject)
    assert (first.sha256, first.path) == (again.sha256, again.path)
    assert len(list(Path(settings.MEDIA_ROOT, "documents").rglob("*.pdf"))) == 1


def test_numbers_of_a_kind_follow_each_other(city: cities.City, clock_at: SetClock) -> None:
    clock_at("2026-12-31 23:59")
    case = cities.submitted(city)
    papers = [issue(case, "return_notice", by=None, lines="清单") for _n in range(3)]
    assert [paper.number for paper in papers] == [f"资政务退〔2026〕{n}号" for n in (1, 2, 3)]


def test_a_licence_names_the_organ_in_full_and_its_days_without_weekdays(
    city: cities.City,
) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    licence = case.licences.get()
    facts = licence.document.facts
    assert facts["organ"] == "资阳市市场监督管理局"
    first, last = licence.valid_from, licence.valid_to
    assert last is not None
    assert facts["valid_from"] == f"{first.year}年{first.month}月{first.day}日"
    assert facts["valid_to"] == f"{last.year}年{last.month}月{last.day}日"
