# SPDX-License-Identifier: Apache-2.0
"""The public lists: each a page, CSV, XLSX and JSON with date and version, following by itself."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from portal.kernel import clock
from portal.kernel.accounts.models import User
from services.drafts.publication import take_down
from services.items.models.charges import FeeItem
from services.items.models.item import CatalogueStamp, Offering
from services.items.rules.guide import is_connection
from services.items.stamp import touch_catalogue
from services.lists.registry import PublicList, all_lists, register
from tests.conftest import SetClock

pytestmark = pytest.mark.django_db
CODES = [one.code for one in all_lists()]


def test_the_eight_lists_of_the_regulation_are_there() -> None:
    wanted = {"licences", "public-services", "deferral", "fees", "intermediary", "cross-region",
              "low-risk", "immediate"}  # fmt: skip
    assert wanted <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_list_is_the_same_on_the_page_and_in_all_files(
    client: Client, demo_catalogue: None, code: str, clock_at: SetClock
) -> None:
    clock_at("2026-03-02 00:01")
    body = client.get(reverse("services:list_json", args=[code])).json()
    number = CatalogueStamp.objects.get().number
    assert body["version"] == number
    assert body["as_of"] == "2026-03-02"
    text = client.get(reverse("services:list_csv", args=[code])).content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    data = client.get(reverse("services:list_xlsx", args=[code])).content
    book = load_workbook(io.BytesIO(data))
    sheet, about = book.worksheets
    assert [
        ["" if cell is None else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ] == lines
    assert number in {row[1] for row in about.iter_rows(values_only=True)}
    page = client.get(reverse("services:list", args=[code])).content.decode()
    assert f"第 {number} 版" in page
    assert f"{len(body['items'])} 项" in page


@pytest.mark.parametrize("code", CODES)
def test_a_list_costs_few_queries(client: Client, demo_catalogue: None, code: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("services:list", args=[code]))
    assert len(captured) <= 12


def test_a_list_follows_what_is_taken_down_and_its_version_counts_on(
    client: Client, demo_catalogue: None
) -> None:
    address = reverse("services:list_json", args=["licences"])
    before = client.get(address).json()
    code = before["items"][0]["code"]
    editor = User.objects.create(username="xie")
    take_down(offering=Offering.objects.get(code=code), reason="取消", by=editor, at=clock.now())
    after = client.get(address).json()
    assert code not in {one["code"] for one in after["items"]}
    assert after["version"] == before["version"] + 1


def test_a_charge_that_is_no_longer_in_use_leaves_the_list(
    client: Client, demo_catalogue: None
) -> None:
    address = reverse("services:list_json", args=["fees"])
    rows = {one["fee"]: one["items"] for one in client.get(address).json()["items"]}
    assert rows["普通护照工本费"] == "普通护照签发"
    FeeItem.objects.create(
        name="普通护照工本费", standard="120元/本", is_active=False, effective_on=clock.today()
    )
    touch_catalogue()
    assert "普通护照工本费" not in {one["fee"] for one in client.get(address).json()["items"]}


def test_the_index_names_every_list(client: Client, demo_catalogue: None) -> None:
    page = client.get(reverse("services:lists")).content.decode()
    assert all(str(one.title) in page for one in all_lists())
    assert client.get("/services/lists/none/").status_code == 404


def test_a_list_cannot_be_registered_twice() -> None:
    one = all_lists()[0]
    with pytest.raises(ValueError, match="twice"):
        register(PublicList(**vars(one)))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("供水报装", True), ("供电报装", True), ("通信接入", True), ("水表户名过户", False),
     ("取水许可证新办审批", False), ("食品经营许可", False)],
)  # fmt: skip
def test_connections_are_told_by_their_names(name: str, expected: bool) -> None:
    assert is_connection(name) is expected
