# SPDX-License-Identifier: Apache-2.0
"""The pages of retention: periods with what is due and held, orders that something stays, the public's page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.kernel.accounts.models import User
from portal.kernel.changes.models import Change
from portal.kernel.retention.models import LegalHold, RetentionPeriod
from tests import city as cities
from tests.conftest import SetClock

HOLDS = "/staff/retention/holds/"
TYPED = {
    "ground": "lawsuit", "paper": "（2026）川2002行初1号", "valid_from": "2026-03-02", "valid_to": "",
}  # fmt: skip


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _as(user: User) -> Client:
    client = Client()
    client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def test_everybody_reads_what_is_kept_how_long_and_by_which_rule(city: cities.City) -> None:
    page = Client().get("/privacy/").content.decode()
    for row in RetentionPeriod.objects.all():
        assert row.label in page
        assert row.citation in page
    assert 'href="/privacy/"' in Client().get("/").content.decode()


def test_the_list_says_what_is_over_and_how_much_of_it_is_held(
    city: cities.City, clock_at: SetClock
) -> None:
    cities.fill_draft(city)
    _as(city.liu).post(HOLDS, {**TYPED, "kind": "person", "what": "512002199003070019"})
    clock_at("2026-08-30 00:00")
    page = _as(city.liu).get("/staff/retention/").content.decode()
    assert "没有提交的申请草稿和文件" in page
    assert "其中保全 1" in page


@pytest.mark.parametrize(
    ("kind", "what"),
    [("person", "512002199003070019"), ("enterprise", "92512000MAT0T00085"), ("case", "")],
)
def test_a_hold_is_given_shown_on_the_matter_and_lifted(
    city: cities.City, kind: str, what: str
) -> None:
    case = cities.accepted(city)
    liu = _as(city.liu)
    done = liu.post(HOLDS, {**TYPED, "kind": kind, "what": what or case.number}, follow=True)
    assert "已保全" in done.content.decode()
    hold = LegalHold.objects.get()
    assert "川2002行初1号" in done.content.decode()
    pages = {
        reverse("licensing:counter_case", args=[case.number]): city.wang,
        reverse("licensing:review_case", args=[case.number]): city.li,
        reverse("web:supervision_case", args=[case.number]): city.liu,
    }
    for address, user in pages.items():
        assert "内容和文件不删除" in _as(user).get(address).content.decode(), address
    assert "内容和文件不删除" not in _as(city.alice).get(f"/cases/{case.number}/").content.decode()
    here = f"{HOLDS}{hold.pk}/"
    assert liu.post(here, {"reason": ""}).status_code == 400
    gone = liu.post(here, {"reason": "案件已经审结"}, follow=True)
    assert "已解除" in gone.content.decode()
    shown = _as(city.liu).get(f"/supervision/cases/{case.number}/").content.decode()
    assert "内容和文件不删除" not in shown


def test_what_is_not_there_cannot_be_held_and_nothing_typed_is_lost(city: cities.City) -> None:
    typed = {**TYPED, "kind": "case", "what": "5120-20260302-9999"}
    answer = _as(city.liu).post(HOLDS, typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "没有找到这个编号" in page
    assert "川2002行初1号" in page
    assert not LegalHold.objects.exists()


def test_who_only_watches_gives_no_hold(city: cities.City) -> None:
    gu = _as(city.gu)
    assert "办理保全" not in gu.get(HOLDS).content.decode()
    answer = gu.post(HOLDS, {**TYPED, "kind": "person", "what": "512002199003070019"})
    assert answer.status_code == 404
    assert not LegalHold.objects.exists()


def test_the_pages_are_for_those_who_answer_for_what_is_kept(city: cities.City) -> None:
    for user in (city.alice, city.wang, city.li, city.chen, city.xie):
        for address in ("/staff/retention/", HOLDS, "/staff/retention/notice/"):
            assert _as(user).get(address).status_code == 404


def test_another_length_is_proposed_on_the_page_of_the_period(city: cities.City) -> None:
    typed = {
        "length": "60", "citation": "某某办法第一条", "effective_on": "2026-03-10",
        "reason": "办法已经修订",
    }  # fmt: skip
    here = "/staff/retention/zero_hit/"
    gu = _as(city.gu)
    short = gu.post(here, {**typed, "length": "5"})
    assert short.status_code == 400
    assert "某某办法第一条" in short.content.decode()
    made = gu.post(here, typed)
    change = Change.objects.get()
    assert made["Location"] == f"/changes/{change.pk}/"
    assert "60 日" in _as(city.liu).get(f"/changes/{change.pk}/").content.decode()
    assert _as(city.liu).post(here, typed).status_code == 404
    assert RetentionPeriod.objects.filter(kind="zero_hit").count() == 1
