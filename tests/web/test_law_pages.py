# SPDX-License-Identifier: Apache-2.0
"""The pages of charges and of what may not be deferred: proposing a row, looking, confirming."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.kernel.accounts.models import User
from portal.kernel.changes.models import Change
from services.items.models.charges import DeferralExclusion, FeeItem
from tests import city as cities
from tests.conftest import SetClock

ROW = {"citation": "示例价〔2026〕3号", "effective_on": "2026-03-10", "reason": "标准已经调整"}
FEE = {**ROW, "name": "示例工本费", "standard": "每本12元", "is_active": "on"}


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def _confirm(client: Client, change: Change) -> str:
    here = f"/changes/{change.pk}/"
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(here).content.decode())
    assert found is not None
    return client.post(f"{here}confirm/", {"seen": found[1]}, follow=True).content.decode()


def test_a_new_charge_is_proposed_and_confirmed(city: cities.City) -> None:
    xie, liu = _as(city.xie), _as(city.liu)
    wrong = xie.post("/changes/fees/new/", {**FEE, "effective_on": "2026-03-02"})
    assert wrong.status_code == 400
    page = wrong.content.decode()
    for kept in ("生效日期最早是明天", 'value="示例工本费"', 'value="每本12元"', "标准已经调整"):
        assert kept in page
    made = xie.post("/changes/fees/new/", FEE)
    change = Change.objects.get()
    assert made["Location"] == f"/changes/{change.pk}/"
    shown = liu.get(f"/changes/{change.pk}/").content.decode()
    for words in ("收费清单", "示例工本费", "不在清单上", "每本12元", "会影响什么"):
        assert words in shown
    assert not FeeItem.objects.filter(name="示例工本费").exists()
    assert "已确认，变更按生效日期执行" in _confirm(liu, change)
    row = FeeItem.objects.get(name="示例工本费")
    assert (row.standard, row.effective_on.isoformat()) == ("每本12元", "2026-03-10")
    listed = xie.get("/changes/fees/").content.decode()
    assert "2026年3月10日" in listed
    assert "变更经过" in xie.get(f"/changes/fees/{row.pk}/").content.decode()


def test_the_name_of_a_charge_is_not_changed_by_what_is_sent(city: cities.City) -> None:
    row = FeeItem.objects.create(name="旧的工本费", standard="每本10元")
    _as(city.xie).post(f"/changes/fees/{row.pk}/", {**FEE, "name": "别的费"})
    assert Change.objects.get().what == "旧的工本费"


def test_a_class_of_items_is_proposed_with_their_codes(city: cities.City) -> None:
    code = city.food.offering.item.code
    typed = {
        **ROW,
        "label": "示例理由，不适用容缺",
        "item_codes": f"{code}\n没有这个",
        "is_on": "on",
    }
    wrong = _as(city.xie).post("/changes/exclusions/new/", typed)
    assert wrong.status_code == 400
    assert "没有编码是没有这个的事项" in wrong.content.decode()
    assert f"{code}\n没有这个" in wrong.content.decode()
    _as(city.xie).post("/changes/exclusions/new/", {**typed, "item_codes": f"{code}\n{code}"})
    change = Change.objects.get()
    shown = _as(city.liu).get(f"/changes/{change.pk}/").content.decode()
    assert "离开容缺受理清单的事项" in shown
    assert city.food.name in shown
    _confirm(_as(city.liu), change)
    row = DeferralExclusion.objects.get(change=change)
    assert (row.code, row.item_codes) == ("own-1", [code])
    page = _as(city.xie).get("/changes/exclusions/own-1/").content.decode()
    assert city.food.name in page
    assert "示例理由，不适用容缺" in _as(city.liu).get("/changes/exclusions/").content.decode()


def test_the_pages_are_for_those_who_propose_or_confirm(city: cities.City) -> None:
    row = FeeItem.objects.create(name="旧的工本费", standard="每本10元")
    DeferralExclusion.objects.create(code="own-1", label="示例理由")
    pages = (
        "/changes/fees/", "/changes/fees/new/", f"/changes/fees/{row.pk}/", "/changes/exclusions/",
        "/changes/exclusions/new/", "/changes/exclusions/own-1/",
    )  # fmt: skip
    for page in pages:
        for user in (city.xie, city.liu):
            assert _as(user).get(page).status_code == 200
        for user in (city.gu, city.chen, city.wang, city.alice):
            assert _as(user).get(page).status_code == 404
    assert _as(city.liu).get("/changes/fees/999/").status_code == 404
    assert _as(city.liu).get("/changes/exclusions/none/").status_code == 404
