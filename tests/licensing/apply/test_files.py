# SPDX-License-Identifier: Apache-2.0
"""Files under a material: looked into before anything is locked, kept twice where that proves something."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from licensing.apply import draft, files
from licensing.apply.draft import attach_file
from licensing.cases.models import Case, CaseMaterial, MaterialFile
from portal.kernel import city_rules, clock, invariants
from portal.kernel.uploads.inspection import CleanFile, inspected
from portal.kernel.uploads.models import Upload
from tests import city as cities
from tests.kernel.uploads import zoo
from tests.refusals import refused
from tests.rules import set_rule

if TYPE_CHECKING:
    from django.conf import LazySettings

    from portal.kernel.accounts.models import User

_MAKERS = {beast.name: beast.make for beast in zoo.BEASTS}


@pytest.fixture
def line(city: cities.City) -> CaseMaterial:
    """A material of a new draft."""
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    return CaseMaterial.objects.select_related("case").filter(case=case)[0]


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="portal.kernel.backends.LowerCaseBackend")
    return client


def _give(user: User, line: CaseMaterial, *given: SimpleUploadedFile) -> Any:
    return _client(user).post(
        reverse("licensing:apply_material", args=[cities.FOOD, line.case_id, line.pk]),
        {"act": "upload", "file": list(given)},
    )


def _clean(name: str) -> CleanFile:
    return inspected(SimpleUploadedFile(name, _MAKERS[name]()))


def _rule(code: str, value: int) -> None:
    set_rule(code, value=value)


def test_a_file_is_looked_into_before_any_transaction(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    city_rules.load_shipped()
    city = cities.build()
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    line = CaseMaterial.objects.filter(case=case)[0]
    seen: list[bool] = []

    def looked(given: Any) -> list[CleanFile]:
        seen.append(connection.in_atomic_block)
        return [inspected(one) for one in given]

    monkeypatch.setattr(files, "inspected_all", looked)
    assert _give(city.alice, line, cities.pdf()).status_code == 302
    assert seen == [False]
    assert line.files.count() == 1


def test_of_two_files_with_a_bad_one_none_is_kept(city: cities.City, line: CaseMaterial) -> None:
    page = _give(city.alice, line, cities.pdf(), SimpleUploadedFile("坏的.pdf", b"MZ"))
    assert page.status_code == 400
    assert "坏的.pdf" in page.content.decode()
    assert not Upload.objects.exists()


def test_the_name_ends_as_the_content_does(city: cities.City, line: CaseMaterial) -> None:
    _give(city.alice, line, SimpleUploadedFile("病历.hta", cities.PDF, "application/hta"))
    upload = line.files.get().upload
    assert (upload.name, Path(upload.path).suffix) == ("病历.pdf", ".pdf")
    answer = _client(city.alice).get(
        reverse("licensing:draft_file", args=[line.case_id, upload.token])
    )
    assert "%E7%97%85%E5%8E%86.pdf" in answer["Content-Disposition"]
    assert answer["Content-Type"] == "application/pdf"


def test_the_bytes_of_a_signed_paper_are_kept_beside_its_copy(
    city: cities.City, line: CaseMaterial, settings: LazySettings
) -> None:
    file = _clean("signed.pdf")
    upload = attach_file(line=line, file=file, by=city.alice, at=clock.now()).upload
    given = file.kept.original
    assert upload.original_sha256 == hashlib.sha256(given).hexdigest() != upload.sha256
    at = reverse("licensing:draft_file", args=[line.case_id, upload.token])
    copy: Any = _client(city.alice).get(at)
    original: Any = _client(city.alice).get(at, {"as": "original"})
    assert b"".join(original.streaming_content) == given != b"".join(copy.streaming_content)
    assert "%EF%BC%88%E5%8E%9F%E4%BB%B6%EF%BC%89.pdf" in original["Content-Disposition"]
    assert _client(city.bob).get(at, {"as": "original"}).status_code == 404
    assert invariants.run() == []
    (Path(settings.MEDIA_ROOT) / upload.original_path).unlink()
    assert [one.check for one in invariants.run()] == ["files"]


def test_a_plain_paper_has_no_original(city: cities.City, line: CaseMaterial) -> None:
    upload = attach_file(line=line, file=_clean("plain.pdf"), by=city.alice, at=clock.now()).upload
    at = reverse("licensing:draft_file", args=[line.case_id, upload.token])
    assert upload.original_path == ""
    assert _client(city.alice).get(at, {"as": "original"}).status_code == 404


def test_what_an_invoice_says_is_kept_sealed(city: cities.City, line: CaseMaterial) -> None:
    upload = attach_file(
        line=line, file=_clean("invoice.ofd"), by=city.alice, at=clock.now()
    ).upload
    upload.refresh_from_db()
    assert upload.facts == {"发票号码": "24510001"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts FROM kernel_upload WHERE id = %s", [upload.pk])
        assert "24510001" not in str(cursor.fetchone())


@pytest.mark.parametrize("rule", ["files_per_line", "files_per_case"])
def test_a_material_and_a_case_take_so_many_files_and_not_one_more(
    city: cities.City, line: CaseMaterial, rule: str
) -> None:
    _rule(rule, 2)
    file = cities.clean_pdf()
    for _n in range(2):
        attach_file(line=line, file=file, by=city.alice, at=clock.now())
    with refused("too_many_files"):
        attach_file(line=line, file=file, by=city.alice, at=clock.now())
    assert MaterialFile.objects.count() == Upload.objects.count() == 2
    draft.remove_file(file=line.files.all()[0], by=city.alice, at=clock.now())
    attach_file(line=line, file=file, by=city.alice, at=clock.now())


def test_the_files_that_tests_begin_with_are_those_of_the_act(city: cities.City) -> None:
    """`attach_all` writes what `attach_file` would, so that nobody leans on a state of its own."""
    case = draft.start_draft(
        version=city.food, applicant=city.shop, centre=city.centre, by=city.alice, at=clock.now()
    )
    lines = list(CaseMaterial.objects.filter(case=case))
    with transaction.atomic():
        for line in lines:
            attach_file(line=line, file=cities.clean_pdf(), by=city.alice, at=clock.now())
        by_act = [*_rows_of(case), *_files_of(case)]
        transaction.set_rollback(True)
    cities.attach_all(case, [line.pk for line in lines], by=city.alice)
    assert [*_rows_of(case), *_files_of(case)] == by_act
    assert len(by_act) == 2 * len(lines) > 4
    assert invariants.run() == []


def _rows_of(case: Case) -> list[dict[str, Any]]:
    rows = CaseMaterial.objects.filter(case=case).order_by("material_id").values()
    return [
        {name: value for name, value in row.items() if name not in ("id", "case_id")}
        for row in rows
    ]


def _files_of(case: Case) -> list[dict[str, Any]]:
    uploads = Upload.objects.filter(material_file__case_material__case=case).order_by("pk").values()
    differ = ("id", "token", "path", "created_at", "seal")
    return [{name: value for name, value in row.items() if name not in differ} for row in uploads]


def test_a_persons_day_takes_so_much_and_the_desk_any(
    city: cities.City, line: CaseMaterial
) -> None:
    _rule("upload_megabytes_per_day", 1)
    file = cities.clean_pdf()
    Upload.objects.create(
        owner=city.alice, name="a", content_type="a", size=1024 * 1024 - len(file.kept.data),
        sha256="", path="uploads/a/a", created_at=clock.now(),
    )  # fmt: skip
    attach_file(line=line, file=file, by=city.alice, at=clock.now())
    with refused("too_much_today"):
        attach_file(line=line, file=file, by=city.alice, at=clock.now())
    assert line.files.count() == 1
    Upload.objects.update(owner=city.wang)
    attach_file(line=line, file=file, by=city.wang, at=clock.now())
    assert line.files.count() == 2
