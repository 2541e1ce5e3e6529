# SPDX-License-Identifier: Apache-2.0
"""An organ asks another for data: with its law, in a term, refused only on a ground of law, all public."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.cards.models import Card
from complaints.cards.raising import raise_cards
from portal.kernel import clock, invariants, sweeps
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.audit.verify import verify
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid
from portal.kernel.notices.models import Notice
from portal.kernel.places.models import Organ
from portal.kernel.sharing.models import DataRequest
from portal.kernel.sharing.queries import may_read_content, visible_to
from portal.kernel.sharing.requests import (
    answer_request,
    ask_for_data,
    refuse_request,
    withdraw_request,
)
from portal.kernel.sharing.rules import data_kinds, refusal_grounds
from portal.kernel.turns.models import Turn
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

SECRET = "核对张小丽名下房屋"


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")  # a Monday
    return cities.build()


def _other(city: cities.City) -> Organ:
    assert city.huang.staff_member is not None
    organ = city.huang.staff_member.organ
    assert organ is not None
    return organ


def _ask(city: cities.City, **more: Any) -> DataRequest:
    """Let Huang's organ ask that of Li, Zhou and Chen."""
    told: dict[str, Any] = {
        "holder": city.food.organ, "kind": "real_estate", "article": "行政许可法第三十四条",
        "purpose": SECRET, "about": "张小丽的不动产登记", "about_number": "512002199003070019",
        "matter": city.food.offering.code, "matter_name": city.food.name,
        "by": city.huang, "at": clock.now(),
    }  # fmt: skip
    return ask_for_data(**{**told, **more})


def _term(request: DataRequest) -> Term:
    return Term.objects.get(subject=request.subject_id)


# -- Asking ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "due"), [("business_registration", date(2026, 3, 4)), ("tax", date(2026, 3, 11))]
)
def test_a_request_lies_with_the_other_organ_for_the_days_of_its_kind(
    city: cities.City, kind: str, due: date
) -> None:
    request = _ask(city, kind=kind)
    assert _term(request).due_on == due
    turn = Turn.objects.get(subject=request.subject_id)
    assert (turn.desk, turn.sort_on) == (f"o:{city.food.organ_id}:reviewer", due)
    told = Notice.objects.get(user=city.li, kind="data_asked")
    assert "张小丽" not in told.title + told.body
    event = Event.objects.get(subject=request.subject_id)
    assert (event.verb, event.citation) == ("kernel.data_request.ask", "行政许可法第三十四条")
    assert SECRET not in str(event.facts)
    assert invariants.run() == []
    assert verify() == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"article": ""}, "article"),
        ({"article": "有关法律规定"}, "article"),
        ({"purpose": "看看"}, "purpose"),
        ({"about": ""}, "about"),
    ],
)
def test_a_request_without_kind_law_or_purpose_is_refused(
    city: cities.City, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        _ask(city, **more)
    assert field in {one.field for one in caught.value.problems}
    assert not DataRequest.objects.exists()
    assert not Turn.objects.filter(act="answer").exists()


def test_nobody_asks_his_own_organ_and_only_reviewers_ask(city: cities.City) -> None:
    with pytest.raises(Invalid) as caught:
        _ask(city, holder=_other(city))
    assert caught.value.code == "own_organ"
    for user in (city.wang, city.liu, city.gu, city.xie, city.alice):
        with refused("not_reviewer"):
            _ask(city, by=user)
    assert not DataRequest.objects.exists()
    rows = DataRequest.objects.filter(pk=_ask(city).pk)
    with pytest.raises(IntegrityError, match="put_to_another_organ"), transaction.atomic():
        rows.update(asker=city.food.organ)


# -- Answering, refusing, taking back ----------------------------------------------------------


def test_an_answer_goes_to_the_asking_organ_and_the_person_sees_who_asked(
    city: cities.City,
) -> None:
    request = _ask(city)
    answer_request(request=request, answer="无登记", by=city.li, at=clock.now())
    request.refresh_from_db()
    assert (request.state, request.answer, request.ended_by) == ("answered", "无登记", city.li)
    assert _term(request).state == "met"
    assert not Turn.objects.filter(subject=request.subject_id).exists()
    assert Notice.objects.filter(user=city.huang, kind="data_answered").count() == 1
    look = ReadLog.objects.get(party=city.alice.person)
    assert (look.reader, look.fields) == (city.huang, "不动产登记信息")
    assert "第三十四条" in look.reason
    assert invariants.run() == []
    assert verify() == []


def test_who_is_not_on_file_leaves_no_look(city: cities.City) -> None:
    request = _ask(city, about_number="512002199003070027")
    answer_request(request=request, answer="无登记", by=city.li, at=clock.now())
    assert request.party is None
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize("ground", ["", "busy", "not_in_the_list"])
def test_data_are_refused_on_a_ground_of_the_list_only(city: cities.City, ground: str) -> None:
    request = _ask(city)
    with refused("ground"):
        refuse_request(request=request, ground=ground, by=city.chen, at=clock.now())
    request.refresh_from_db()
    assert (request.state, request.ground) == ("asked", "")
    assert _term(request).state == "running"
    with pytest.raises(IntegrityError, match="data_refused_has_its_ground"), transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(state="refused", ended_at=clock.now())


def test_a_refusal_names_its_law(city: cities.City) -> None:
    request = _ask(city)
    refuse_request(request=request, ground="beyond_duty", by=city.chen, at=clock.now())
    event = Event.objects.get(subject=request.subject_id, verb="kernel.data_request.refuse")
    assert event.facts["citation"] == refusal_grounds()["beyond_duty"].citation
    assert _term(request).state == "met"
    assert invariants.run() == []


def test_each_act_is_for_its_own_people(city: cities.City) -> None:
    request = _ask(city)
    at = clock.now()
    for user in (city.huang, city.wang, city.liu, city.alice, city.gu):
        with refused("not_holder"):
            answer_request(request=request, answer="无登记", by=user, at=at)
        with refused("not_holder"):
            refuse_request(request=request, ground="beyond_duty", by=user, at=at)
    with refused("not_holder"):  # an examiner's no is not the organ's
        refuse_request(request=request, ground="beyond_duty", by=city.zhou, at=at)
    for user in (city.li, city.chen, city.alice):
        with refused("not_asker"):
            withdraw_request(request=request, by=user, at=at)
    assert DataRequest.objects.get().state == "asked"
    withdraw_request(request=request, by=city.huang, at=at)
    assert _term(request).state == "cancelled"
    with refused("wrong_state"):
        answer_request(request=request, answer="无登记", by=city.li, at=at)
    with refused("wrong_state"):
        refuse_request(request=request, ground="beyond_duty", by=city.chen, at=at)
    with refused("wrong_state"):
        withdraw_request(request=request, by=city.huang, at=at)


# -- Late --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "cards"), [("2026-03-11 23:59", 0), ("2026-03-12 00:10", 1)])
def test_an_answer_that_is_late_gets_its_organ_a_card(
    city: cities.City, clock_at: SetClock, day: str, cards: int
) -> None:
    request = _ask(city, kind="tax")
    clock_at(day)
    sweeps.run_all(at=clock.now(), but=("cards_raised",))
    raise_cards(at=clock.now())
    found = Card.objects.filter(rule="data_request_overdue")
    assert found.count() == cards
    assert [one.organ_id for one in found] == [request.holder_id] * cards
    assert [one.person_id for one in found] == [None] * cards
    if cards:
        answer_request(request=request, answer="无登记", by=city.li, at=clock.now())
        assert _term(request).state == "met_late"


# -- Who sees what -----------------------------------------------------------------------------


def test_both_organs_see_it_oversight_sees_that_it_is_others_see_nothing(
    city: cities.City,
) -> None:
    request = _ask(city)
    for user in (city.huang, city.li, city.zhou, city.chen):
        assert visible_to(user).filter(pk=request.pk).exists()
        assert may_read_content(user, request)
    assert visible_to(city.liu).filter(pk=request.pk).exists()
    assert not may_read_content(city.liu, request)
    for user in (city.wang, city.xie, city.gu, city.alice):
        assert not visible_to(user).exists()


def _as(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, "portal.kernel.backends.LowerCaseBackend")
    return client


def test_the_public_list_says_everything_but_about_whom(city: cities.City) -> None:
    request = _ask(city)
    refuse_request(request=request, ground="state_secret", by=city.chen, at=clock.now())
    for route in ("services:list", "services:list_csv", "services:list_json"):
        text = _as(None).get(reverse(route, args=["data-requests"])).content.decode("utf-8-sig")
        for told in (
            request.number, request.asker.name, request.holder.name, city.food.name,
            "不动产登记信息", "行政许可法第三十四条", "不予提供", "涉及国家秘密",
        ):  # fmt: skip
            assert told in text, (route, told)
        for hidden in (SECRET, "张小丽", "512002199003070019", "Huang", "Chen"):
            assert hidden not in text, (route, hidden)


def test_the_pages_carry_a_request_from_asking_to_its_answer(city: cities.City) -> None:
    huang, li = _as(city.huang), _as(city.li)
    typed = {
        "holder": city.food.organ_id, "kind": "tax", "article": "行政许可法第三十四条",
        "purpose": SECRET, "about": "近一年纳税", "about_number": "", "matter": "",
    }  # fmt: skip
    wrong = huang.post("/staff/data-requests/ask/", {**typed, "article": "有关规定"})
    assert wrong.status_code == 400
    assert "依据要写到条" in wrong.content.decode()
    assert SECRET in wrong.content.decode()
    made = huang.post("/staff/data-requests/ask/", typed)
    here = made["Location"]
    assert "轮到本部门" in li.get("/staff/data-requests/").content.decode()
    assert SECRET in li.get(here).content.decode()
    assert "不予提供" not in li.get(here).content.decode()  # that is the approver's
    assert "法定理由" in _as(city.chen).get(here).content.decode()
    watched = _as(city.liu).get(here).content.decode()
    assert SECRET not in watched
    assert "只有双方部门能看" in watched
    assert li.post(f"{here}answer/", {"answer": ""}).status_code == 400
    assert "已提供" in li.post(f"{here}answer/", {"answer": "足额"}, follow=True).content.decode()
    assert "足额" in huang.get(here).content.decode()
    assert "足额" not in _as(city.liu).get(here).content.decode()


def test_every_kind_has_a_rule_of_the_city(city: cities.City) -> None:
    from_rules = {one.rule for one in data_kinds().values()}
    assert from_rules == {"data_request_open_days", "data_request_conditional_days"}
    assert all(one.citation for one in refusal_grounds().values())
