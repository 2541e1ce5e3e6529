# SPDX-License-Identifier: Apache-2.0
"""The pages of two-person changes: proposing another value of a rule, looking, confirming."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.kernel.accounts.models import User
from portal.kernel.changes.models import Change
from portal.kernel.city_rules import CityRule, rule_book
from tests import city as cities
from tests.conftest import SetClock

RULE = "/changes/rules/delivery_days/"
TYPED = {
    "value": "8", "is_on": "on", "citation": "行政许可法第四十四条（修订）", "effective_on": "2026-03-10",
    "reason": "法律已经修订",
}  # fmt: skip


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found is not None
    return found[1]


def test_a_rule_is_proposed_looked_at_and_confirmed(city: cities.City) -> None:
    gu, liu = _as(city.gu), _as(city.liu)
    assert "送达许可证件的期限" in gu.get("/changes/rules/").content.decode()
    wrong = gu.post(RULE, {**TYPED, "effective_on": "2026-03-02"})
    assert wrong.status_code == 400
    assert "生效日期最早是明天" in wrong.content.decode()
    assert "法律已经修订" in wrong.content.decode()
    made = gu.post(RULE, TYPED)
    change = Change.objects.get()
    here = f"/changes/{change.pk}/"
    assert made["Location"] == here
    own = gu.get(here).content.decode()
    assert "等另一人确认" in own
    assert 'name="seen"' not in own
    assert f'href="{here}"' in liu.get("/changes/").content.decode()
    page = liu.get(here).content.decode()
    for words in ("10 个工作日", "8 个工作日", "会影响什么", city.food.name):
        assert words in page
    old = liu.post(f"{here}confirm/", {"seen": "0" * 64})
    assert old.status_code == 409
    assert "影响范围刚才有变化" in old.content.decode()
    assert CityRule.objects.filter(code="delivery_days").count() == 1
    done = liu.post(f"{here}confirm/", {"seen": _seen(page)}, follow=True)
    assert "已确认，变更按生效日期执行" in done.content.decode()
    assert CityRule.objects.get(code="delivery_days", effective_on="2026-03-10").value == 8
    assert "变更经过" in gu.get(RULE).content.decode()


def test_the_proposer_cannot_confirm_by_the_address_either(city: cities.City) -> None:
    liu = _as(city.liu)
    liu.post(RULE, TYPED)
    change = Change.objects.get()
    page = _as(cities.staff("luo", "supervisor")).get(f"/changes/{change.pk}/").content.decode()
    refused = liu.post(f"/changes/{change.pk}/confirm/", {"seen": _seen(page)})
    assert refused.status_code == 409
    assert "提出的人不能自己确认" in refused.content.decode()
    assert CityRule.objects.filter(code="delivery_days").count() == 1


def test_a_proposal_is_turned_down_with_a_reason_or_taken_back(city: cities.City) -> None:
    gu, liu = _as(city.gu), _as(city.liu)
    gu.post(RULE, TYPED)
    here = f"/changes/{Change.objects.get().pk}/"
    assert liu.post(f"{here}reject/", {"reason": ""}).status_code == 400
    answer = liu.post(f"{here}reject/", {"reason": "还没有公布"}, follow=True)
    assert "还没有公布" in answer.content.decode()
    gu.post(RULE, TYPED)
    here = f"/changes/{Change.objects.latest('pk').pk}/"
    assert "已有一件变更在等确认" in gu.get(RULE).content.decode()
    assert "已撤回" in gu.post(f"{here}withdraw/", follow=True).content.decode()
    assert CityRule.objects.filter(code="delivery_days").count() == 1


def test_a_switch_has_no_number(city: cities.City) -> None:
    typed = {**TYPED, "is_on": ""}
    del typed["value"]
    _as(city.gu).post("/changes/rules/card_promised_overdue/", typed)
    change = Change.objects.get()
    assert (change.payload["value"], change.payload["is_on"]) == (0, False)
    shown = _as(city.liu).get(f"/changes/{change.pk}/").content.decode()
    assert "停用" in shown
    assert rule_book(change.proposed_at.date()).is_on("card_promised_overdue")


def test_the_pages_are_for_those_who_propose_or_confirm(city: cities.City) -> None:
    _as(city.gu).post(RULE, TYPED)
    here = f"/changes/{Change.objects.get().pk}/"
    for user in (city.chen, city.wang, city.alice):
        for address in ("/changes/", "/changes/rules/", RULE, here):
            assert _as(user).get(address).status_code == 404
    # an editor confirms other kinds: no rule of law is shown to him
    assert _as(city.xie).get("/changes/").status_code == 200
    for address in ("/changes/rules/", RULE, here):
        assert _as(city.xie).get(address).status_code == 404
