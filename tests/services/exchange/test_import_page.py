# SPDX-License-Identifier: Apache-2.0
"""An editor hands in the city's workbook: checked first, told cell by cell, then sent to review."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from portal.kernel import clock
from services.drafts.models import Draft
from services.exchange import runs
from services.exchange.models import ImportRun, ImportState
from services.exchange.workbook import parse
from services.exchange.writing import workbook
from services.items.models.version import OfferingVersion
from services.items.rows import read
from tests.city import staff
from tests.services.cast import editor

pytestmark = pytest.mark.django_db
Row = dict[str, Any]
PAGE = "/editor/import/"


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(editor())
    return client


def _file(data: bytes, name: str = "资阳事项.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _with_a_mistake(rows: list[Row]) -> bytes:
    book = load_workbook(io.BytesIO(workbook(rows)))
    headers = [cell.value for cell in book["事项"][1]]
    book["事项"].cell(3, headers.index("事项类型") + 1).value = "行政处罚"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _hand_in(browser: Client, data: bytes, **more: str) -> str:
    response = browser.post(PAGE, {"file": _file(data), **more})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_a_check_names_sheet_row_and_column_and_writes_nothing(
    browser: Client, catalogue: list[Row]
) -> None:
    address = _hand_in(browser, _with_a_mistake(catalogue[:3]), is_dry="on")
    page = browser.get(address).content.decode()
    assert all(word in page for word in ("事项类型", catalogue[1]["code"], "行政处罚"))
    assert not OfferingVersion.objects.exists()
    assert not Draft.objects.exists()


def test_after_the_check_the_good_go_to_review_and_the_refused_to_the_desk(
    browser: Client, catalogue: list[Row]
) -> None:
    address = _hand_in(browser, _with_a_mistake(catalogue[:3]), is_dry="on")
    response = browser.post(f"{address}take-in/")
    page = browser.get(response["Location"]).content.decode()
    assert reverse("services:editor_desk") in page
    assert Draft.objects.count() == 3
    assert not OfferingVersion.objects.exists()


def test_importing_the_same_again_says_that_nothing_changed(
    browser: Client, catalogue: list[Row], run_import: Any
) -> None:
    run_import(catalogue[:3])
    address = _hand_in(browser, workbook(catalogue[:3]))
    assert "什么也没有改变" in browser.get(address).content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04broken"])
def test_a_wrong_file_is_told_at_its_field_or_on_its_page(browser: Client, data: bytes) -> None:
    response = browser.post(PAGE, {"file": _file(data, "a.xlsx")})
    if response.status_code == 302:
        assert "打不开" in browser.get(response["Location"]).content.decode()
    else:
        assert response.status_code == 400
        assert 'href="#id_file"' in response.content.decode()
    assert not OfferingVersion.objects.exists()


def test_a_big_file_waits_for_a_worker_and_the_page_asks_again(
    browser: Client, catalogue: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    address = _hand_in(browser, workbook(catalogue[:2]), is_dry="on")
    waiting = browser.get(address)
    assert waiting["Refresh"] == "3"
    assert "<progress" in waiting.content.decode()
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "<progress" in part
    run = ImportRun.objects.get()
    assert runs.work(pk=run.pk, at=clock.now())
    done = browser.get(address)
    assert "Refresh" not in done
    assert "检查完了" in done.content.decode()
    assert not runs.work(pk=run.pk, at=clock.now())


def test_a_run_whose_worker_died_is_taken_up_again(
    browser: Client, catalogue: list[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    _hand_in(browser, workbook(catalogue[:2]), is_dry="on")
    run = ImportRun.objects.get()
    now = clock.now()
    ImportRun.objects.update(state=ImportState.RUNNING, begun_at=now - runs.LOST)
    assert not runs.work(pk=run.pk, at=now)
    ImportRun.objects.update(begun_at=now - 2 * runs.LOST)
    assert runs.work(pk=run.pk, at=now)
    run.refresh_from_db()
    assert run.state == ImportState.DONE


def test_only_editors_may_come_here(client: Client, browser: Client, catalogue: list[Row]) -> None:
    address = _hand_in(browser, workbook(catalogue[:1]), is_dry="on")
    other = Client()
    other.force_login(staff("wang", "clerk"))
    for path in (PAGE, address, f"{PAGE}template.xlsx", "/editor/export/catalogue.xlsx"):
        assert other.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert other.post(f"{address}take-in/").status_code == 404
    assert other.post(PAGE, {"file": _file(workbook(catalogue[:1]))}).status_code == 404
    assert (ImportRun.objects.count(), Draft.objects.count()) == (1, 0)


def test_what_is_exported_is_what_is_published(
    browser: Client, catalogue: list[Row], run_import: Any
) -> None:
    run_import(catalogue[:20])
    digests = dict(OfferingVersion.objects.values_list("offering__code", "digest"))
    book = browser.get("/editor/export/catalogue.xlsx")
    assert {row["code"]: read(row).digest() for row in parse(book.content).records} == digests
    rows = browser.get("/editor/export/catalogue.json")
    found = json.loads(b"".join(rows.streaming_content))  # type: ignore[attr-defined]
    assert {row["code"]: read(row).digest() for row in found} == digests
    empty = browser.get(f"{PAGE}template.xlsx")
    assert parse(empty.content).records == []
