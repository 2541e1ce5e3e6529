# SPDX-License-Identifier: Apache-2.0
"""Who opens another's papers is seen by the other; a copy of a sensitive one says whose it is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from licensing.cases.models import Case, CaseMaterial, MaterialFile
from portal.kernel.audit.models import ReadLog
from portal.kernel.documents.models import Document
from services.items.sensitive import is_sensitive
from tests import city as cities

if TYPE_CHECKING:
    from pathlib import Path

    from django.conf import LazySettings

    from portal.kernel.accounts.models import User


@pytest.fixture
def case(city: cities.City) -> Case:
    """A case with the organ, whose applicant handed everything in."""
    return cities.accepted(city)


def _open(user: User, case: Case, file: MaterialFile, **how: str) -> Any:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client.get(reverse("licensing:file", args=[case.number, file.upload.token]), how)


def _page(user: User, path: str) -> str:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def _file(case: Case, *, sensitive: bool) -> MaterialFile:
    lines = CaseMaterial.objects.filter(case=case).select_related("material")
    line = next(one for one in lines if is_sensitive(one.material.name) == sensitive)
    return MaterialFile.objects.select_related("upload").filter(case_material=line)[0]


def _content(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def _images(data: bytes) -> int:
    """Return how many things a PDF draws that are not letters: its mark is one."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return sum(
            isinstance(one, pikepdf.Stream) and one.get("/Subtype") == pikepdf.Name.Image
            for one in pdf.objects
        )


@pytest.mark.parametrize(
    ("name", "sensitive"),
    [
        ("申请人身份证", True),
        ("六个月内健康体检证明", True),
        ("居民户口簿或者居住证", True),
        ("近期免冠照片", True),
        ("食品安全管理制度", False),
        ("营业执照", False),
        ("食品经营许可申请书", False),
    ],
)
def test_sensitive_papers_are_told_by_their_names(name: str, sensitive: bool) -> None:
    assert is_sensitive(name) is sensitive


def test_whoever_opens_a_paper_is_seen_by_its_owner(city: cities.City, case: Case) -> None:
    file = _file(case, sensitive=False)
    assert _content(_open(city.alice, case, file)) == cities.clean_pdf().kept.data
    assert not ReadLog.objects.exists()
    assert _content(_open(city.li, case, file)) == cities.clean_pdf().kept.data
    row = ReadLog.objects.get()
    assert (row.reader, row.party_id, row.subject_id) == (
        city.li,
        case.applicant_id,
        case.subject_id,
    )
    assert str(case.number) in row.reason
    assert file.case_material.material.name in row.reason


def test_opening_a_decision_is_seen_too(city: cities.City, case: Case) -> None:
    cities.catch_up(papers=True)
    paper = Document.objects.filter(subject=case.subject).order_by("pk")[0]
    client = Client()
    client.force_login(city.li, backend="portal.kernel.backends.LowerCaseBackend")
    answer = client.get(reverse("licensing:paper", args=[case.number, paper.pk]))
    assert answer.status_code == 200
    assert paper.title in ReadLog.objects.get().reason


@pytest.mark.parametrize("who", ["wang", "li"])
def test_the_copy_of_a_sensitive_paper_has_a_mark(city: cities.City, case: Case, who: str) -> None:
    file = _file(case, sensitive=True)
    plain = _content(_open(city.alice, case, file))
    copy = _content(_open(getattr(city, who), case, file))
    assert (_images(plain), _images(copy)) == (0, 2)  # what covers, and how strongly
    assert ReadLog.objects.get().reader == getattr(city, who)


def test_supervision_does_not_open_a_sensitive_paper_but_others(
    city: cities.City, case: Case
) -> None:
    assert _open(city.liu, case, _file(case, sensitive=True)).status_code == 404
    assert not ReadLog.objects.exists()
    assert _open(city.liu, case, _file(case, sensitive=False)).status_code == 200


def test_bytes_that_could_carry_no_mark_are_not_handed_to_staff(
    city: cities.City, case: Case
) -> None:
    file = _file(case, sensitive=True)
    upload = file.upload
    upload.original_path, upload.original_type = upload.path, "application/pdf"
    upload.save()
    assert _open(city.wang, case, file, **{"as": "original"}).status_code == 404
    link = f"{upload.token}/?as=original"
    assert link not in _page(city.wang, f"/counter/{case.number}/")
    assert link in _page(city.alice, f"/cases/{case.number}/")
    assert _open(city.alice, case, file, **{"as": "original"}).status_code == 200


def test_without_its_mark_nothing_is_handed_out(
    city: cities.City, case: Case, settings: LazySettings, tmp_path: Path
) -> None:
    file = _file(case, sensitive=True)
    assert (django_settings.ASSETS_DIR / "fonts").is_dir()
    settings.ASSETS_DIR = tmp_path  # where no font is
    answer = _open(city.wang, case, file)
    assert answer.status_code == 409
    assert not answer.streaming
    assert not ReadLog.objects.exists()
