# SPDX-License-Identifier: Apache-2.0
"""亲友代办: nobody acts for a person who has not agreed, and nobody longer or wider than agreed."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from licensing.cases.models import Case
from licensing.cases.queries import own as own_cases
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person, register_person
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import applicants_in, applicants_of, may_act_for
from portal.kernel.accounts.words import AccountLevel, MandateKind
from portal.kernel.audit.models import Event
from portal.kernel.errors import Invalid
from portal.kernel.identity.codes import Spent, open_code
from portal.kernel.mandates import asking
from portal.kernel.mandates.ending import end_mandate, given_by, held_by
from portal.kernel.mandates.models import MandateRequest, Outcome
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.kernel.retention.keeping import end_over
from tests import city as cities
from tests.gateway import Gateway
from tests.licensing.intake.walk_ins import client_of
from tests.refusals import refused
from tests.rules import set_rule

NUMBER, NAME, PHONE = "512002194703050024", "王桂芳", "13900139000"
FIRST = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _day(clock_at: Any) -> None:
    clock_at("2026-11-20 10:00")


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


def _ask(agent: User, **more: Any) -> MandateRequest:
    told: dict[str, Any] = {
        "name": NAME, "id_number": NUMBER, "phone": PHONE, "relation": "child",
        "valid_to": FIRST + timedelta(days=30),
    } | more  # fmt: skip
    return asking.ask_mandate(agent=agent, at=clock.now(), **told)


def _text(gateway: Gateway) -> str:
    drain()
    return gateway.taken[-1]["text"]


def _agree(agent: User, gateway: Gateway) -> Spent:
    found = re.search(r"验证码([0-9]{6})", _text(gateway))
    assert found
    return asking.agree_by_code(agent=agent, typed=found[1], at=clock.now())


def test_the_message_names_who_asks_for_what_and_the_code_grants_just_that(
    city: cities.City, gateway: Gateway
) -> None:
    code = city.food.offering.code
    _ask(city.alice, matter=code, matter_name=city.food.name)
    text = _text(gateway)
    assert gateway.taken[-1]["to"].endswith(PHONE)
    assert "张*" in text
    assert city.food.name in text
    assert "2026年12月20日" in text
    assert NAME not in text
    assert _agree(city.alice, gateway) == Spent.RIGHT
    mandate = Mandate.dated.get(kind=MandateKind.RELATIVE)
    person = mandate.content_object
    assert (mandate.user, mandate.matter, mandate.confirmed) == (city.alice, code, "code")
    assert (mandate.valid_from, mandate.valid_to) == (FIRST, FIRST + timedelta(days=30))
    assert person in applicants_in(city.alice, code)
    assert person not in applicants_in(city.alice, cities.LONG)
    assert not may_act_for(city.alice, person.pk)


def test_nothing_is_granted_by_asking_or_by_a_wrong_code(
    city: cities.City, gateway: Gateway
) -> None:
    before = set(applicants_of(city.alice))
    _ask(city.alice)
    row = open_code(city.alice, asking.PURPOSE, clock.now())
    assert row is not None
    wrong = "0" * 6 if row.code != "0" * 6 else "1" * 6
    assert asking.agree_by_code(agent=city.alice, typed=wrong, at=clock.now()) == Spent.WRONG
    assert asking.agree_by_code(agent=city.bob, typed=row.code, at=clock.now()) == Spent.OVER
    assert set(applicants_of(city.alice)) == before
    assert not Mandate.dated.filter(kind=MandateKind.RELATIVE).exists()


def test_the_phone_on_file_opens_older_cases_only_where_the_city_lets_it(
    city: cities.City, gateway: Gateway
) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    set_rule("older_cases_by_phone", is_on=False, effective_on=date(2026, 1, 1))
    _ask(city.alice)
    assert _agree(city.alice, gateway) == Spent.RIGHT
    assert not may_act_for(city.alice, known.pk)
    set_rule("older_cases_by_phone", is_on=True)
    _ask(city.bob)
    assert _agree(city.bob, gateway) == Spent.RIGHT
    assert may_act_for(city.bob, known.pk)


@pytest.mark.parametrize(
    ("name", "phone"), [(NAME, "13900139009"), ("王桂花", PHONE)], ids=["phone", "name"]
)
def test_another_phone_or_name_than_on_file_opens_nothing_on_file(
    city: cities.City, gateway: Gateway, name: str, phone: str
) -> None:
    known = ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)
    _ask(city.alice, name=name, phone=phone)
    assert _agree(city.alice, gateway) == Spent.RIGHT
    assert not may_act_for(city.alice, known.pk)


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"phone": "13800132046"}, "phone", "own_phone"),
        ({"phone": "028-26110000"}, "phone", "no_mobile"),
        ({"id_number": "512002199003070019"}, "id_number", "own_number"),
        ({"valid_to": FIRST - timedelta(days=1)}, "valid_to", "past"),
        ({"valid_to": FIRST + timedelta(days=366)}, "valid_to", "too_late"),
        ({"relation": "stranger"}, "relation", "required"),
        ({"name": "王8"}, "name", "digits"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nobody_gets_a_message(
    city: cities.City, gateway: Gateway, more: dict[str, Any], field: str, code: str
) -> None:
    people = Party.objects.count()
    with refused(code) as caught:
        _ask(city.alice, **more)
    assert isinstance(caught.value, Invalid)
    assert [one.field for one in caught.value.problems] == [field]
    drain()
    assert (gateway.taken, Party.objects.count()) == ([], people)
    assert not MandateRequest.objects.exists()


def test_the_first_and_the_last_day_that_a_relative_may_be_granted(
    city: cities.City, gateway: Gateway
) -> None:
    for agent, days in ((city.alice, 0), (city.bob, 365)):
        _ask(agent, valid_to=FIRST + timedelta(days=days))
        assert _agree(agent, gateway) == Spent.RIGHT


def test_an_account_of_no_proven_phone_may_not_ask(db: None, gateway: Gateway) -> None:
    somebody = register_person(
        username="somebody", password="Tianfu-2026-x", name="李四",
        id_number="51200219880808005X", phone="13700137000",
    )  # fmt: skip
    with refused("prove_first"):
        _ask(somebody)
    User.objects.filter(pk=somebody.pk).update(level=AccountLevel.PHONE)
    somebody.refresh_from_db()
    assert _ask(somebody).outcome == Outcome.OPEN


def test_asking_anew_ends_the_request_before_and_its_code(
    city: cities.City, gateway: Gateway, clock_at: Any
) -> None:
    first = _ask(city.alice)
    row = open_code(city.alice, asking.PURPOSE, clock.now())
    clock_at("2026-11-20 10:02")
    _ask(city.alice, name="王桂花", phone="13900139009")
    first.refresh_from_db()
    assert first.outcome == Outcome.REPLACED
    assert row is not None
    assert asking.agree_by_code(agent=city.alice, typed=row.code, at=clock.now()) == Spent.WRONG


def test_the_person_agrees_or_declines_in_the_own_account(
    city: cities.City, gateway: Gateway, clock_at: Any
) -> None:
    own = city.charlie.person
    assert own is not None
    told = {"name": own.name, "id_number": own.id_number}
    asked = _ask(city.alice, **told)
    assert list(asking.requests_to(city.charlie, clock.now())) == [asked]
    assert not asking.requests_to(city.bob, clock.now()).exists()
    with refused("no_request"):
        asking.answer_request(request=asked, agrees=True, by=city.bob, at=clock.now())
    asking.answer_request(request=asked, agrees=False, by=city.charlie, at=clock.now())
    assert not may_act_for(city.alice, own.pk)
    clock_at("2026-11-20 10:02")
    again = _ask(city.alice, **told)
    asking.answer_request(request=again, agrees=True, by=city.charlie, at=clock.now())
    assert may_act_for(city.alice, own.pk)
    assert Mandate.dated.get(kind="relative").confirmed == "account"


@pytest.mark.parametrize(("phone", "sees"), [(PHONE, True), ("13900139009", False)])
def test_an_account_of_a_proven_phone_is_asked_only_on_that_phone(
    city: cities.City, gateway: Gateway, phone: str, sees: bool
) -> None:
    elder = register_person(
        username="guifang", password="Tianfu-2026-x", name=NAME, id_number=NUMBER, phone=phone
    )
    _ask(city.alice)
    assert not asking.requests_to(elder, clock.now()).exists()
    User.objects.filter(pk=elder.pk).update(level=AccountLevel.PHONE)
    elder.refresh_from_db()
    assert asking.requests_to(elder, clock.now()).exists() is sees
    assert _agree(city.alice, gateway) == Spent.RIGHT
    assert may_act_for(city.alice, elder.person_id or 0) is sees


def _mandate(city: cities.City, matter: str = "") -> Mandate:
    own = city.charlie.person
    assert own is not None
    return grant_mandate(
        agent=city.alice, principal=own, kind=MandateKind.RELATIVE, by=city.wang,
        valid_to=FIRST + timedelta(days=30), relation="child", matter=matter,
    )  # fmt: skip


def _cases(city: cities.City) -> tuple[Case, Case]:
    """Return two cases of the same person, of two items."""
    own = city.charlie.person
    assert own is not None
    food, other = (
        cities.submitted(city, version=one, by=city.charlie, applicant=own, key=key)
        for one, key in ((city.food, "food"), (cities.public_service(), "other"))
    )
    return food, other


def test_a_mandate_for_one_matter_shows_no_other(city: cities.City) -> None:
    food, other = _cases(city)
    assert not own_cases(city.alice).filter(applicant=food.applicant_id).exists()
    mandate = _mandate(city, city.food.offering.code)
    assert set(own_cases(city.alice).filter(applicant=food.applicant_id)) == {food}
    desk = client_of(city.alice)
    assert desk.get(f"/cases/{food.number}/").status_code == 200
    assert desk.get(f"/cases/{other.number}/").status_code == 404
    end_mandate(mandate=mandate, by=city.charlie, at=clock.now())
    assert desk.get(f"/cases/{food.number}/").status_code == 404
    _mandate(city)
    assert set(own_cases(city.alice).filter(applicant=food.applicant_id)) == {food, other}


def test_both_days_of_a_mandate_count(city: cities.City, clock_at: Any) -> None:
    food, _other = _cases(city)
    _mandate(city, city.food.offering.code)
    for day, opens in (("2026-12-20", True), ("2026-12-21", False)):
        clock_at(f"{day} 10:00")
        assert own_cases(city.alice).filter(pk=food.pk).exists() is opens


def test_either_side_or_a_clerk_ends_it_at_once_and_nobody_else(city: cities.City) -> None:
    own = city.charlie.person
    for by in (city.alice, city.charlie, city.zhao):
        mandate = _mandate(city)
        with refused("not_concerned"):
            end_mandate(mandate=mandate, by=city.bob, at=clock.now())
        assert may_act_for(city.alice, own.pk)  # type: ignore[union-attr]
        end_mandate(mandate=mandate, by=by, at=clock.now())
        assert not may_act_for(city.alice, own.pk)  # type: ignore[union-attr]
        with refused("mandate_over"):
            end_mandate(mandate=mandate, by=by, at=clock.now())
        assert not held_by(city.alice, FIRST).filter(kind="relative").exists()
        assert not given_by(city.charlie, FIRST).exists()
    assert Event.objects.filter(verb="kernel.mandate.end").count() == 3


def test_a_clerk_with_a_mandate_for_one_matter_has_a_stake_in_all(city: cities.City) -> None:
    own = city.charlie.person
    assert own is not None
    grant_mandate(
        agent=city.wang, principal=own, kind=MandateKind.RELATIVE, by=city.zhao,
        relation="child", matter=cities.LONG,
    )  # fmt: skip
    food, _other = _cases(city)
    with refused("recusal"):
        cities.check_all(city, food)


def test_the_person_is_told_on_the_own_phone_or_in_the_account(
    city: cities.City, gateway: Gateway
) -> None:
    _ask(city.alice)
    assert _agree(city.alice, gateway) == Spent.RIGHT
    person = Mandate.dated.get(kind="relative").content_object
    told = Notice.objects.get(kind="mandate_granted", party=person)
    assert "张*" in told.title
    drain()
    assert any("张**可以替您办理" in one["text"] for one in gateway.taken)


def test_who_did_not_agree_is_forgotten_with_the_request(
    city: cities.City, gateway: Gateway, clock_at: Any
) -> None:
    asked = _ask(city.alice)
    _ask(city.bob, name="王桂花")
    assert _agree(city.bob, gateway) == Spent.RIGHT
    clock_at("2026-11-27 09:59")
    assert end_over("mandate_request", clock.now()) == 0
    clock_at("2026-11-27 10:00")
    assert end_over("mandate_request", clock.now()) == 1
    person = Party.objects.get(pk=asked.person_id)
    assert (person.name, person.id_number, person.phone, person.phone_digest) == ("", "", "", "")
    assert person.asserted_digest != asked.person.asserted_digest
    assert Mandate.dated.filter(user=city.bob, kind="relative").exists()
