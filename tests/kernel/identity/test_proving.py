# SPDX-License-Identifier: Apache-2.0
"""Knowing somebody's name, number and phone opens nothing; the phone or the paper does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import LazySettings

from licensing.cases.queries import own as own_cases
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person, register_person
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.queries import applicants_of, principals_of
from portal.kernel.accounts.words import AccountLevel
from portal.kernel.audit.models import Event
from portal.kernel.identity.codes import Spent, open_code, send_code
from portal.kernel.identity.models import CodePurpose, OneTimeCode
from portal.kernel.identity.proving import levels_as_bound, prove_identity, prove_phone
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from portal.kernel.retention.keeping import end_over
from tests import city as cities
from tests.gateway import Gateway
from tests.refusals import refused
from tests.rules import set_rule

NUMBER, NAME, PHONE = "51200219880808005X", "杨秀英", "13800132046"
OTHER = "13900139000"


def _account(username: str = "xiuying", phone: str = PHONE, name: str = NAME) -> User:
    return register_person(
        username=username, password="Tianfu-2026-x", name=name, id_number=NUMBER, phone=phone
    )


def _code(gateway: Gateway) -> str:
    drain()
    found = re.search(r"验证码是([0-9]+)", gateway.taken[-1]["text"])
    assert found
    return found[1]


def _send(user: User) -> OneTimeCode:
    return send_code(user=user, purpose=CodePurpose.PHONE, at=clock.now())


def _type(user: User, typed: str) -> Spent:
    return prove_phone(user=user, typed=typed, at=clock.now())


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def known(db: None) -> Party:
    """Somebody whom the counter has known for long."""
    return ensure_person(name=NAME, id_number=NUMBER, phone=PHONE)


def test_a_stranger_who_knows_name_number_and_phone_sees_nothing(
    city: cities.City, known: Party
) -> None:
    before = Party.objects.filter(pk=known.pk).values().get()
    stranger = _account()
    assert stranger.level == AccountLevel.UNVERIFIED
    assert not principals_of(stranger).filter(pk=known.pk).exists()
    assert not own_cases(stranger).exists()
    assert Party.objects.filter(pk=known.pk).values().get() == before


def test_the_answer_does_not_tell_whether_anybody_is_on_file(known: Party) -> None:
    for username, name, phone in (("a-name", "李四", PHONE), ("a-phone", NAME, OTHER)):
        assert _account(username, phone, name).level == AccountLevel.UNVERIFIED


def test_the_code_to_the_phone_on_file_opens_ones_own_matters(
    known: Party, gateway: Gateway
) -> None:
    user = _account()
    asserted = user.person
    _send(user)
    assert _type(user, _code(gateway)) == Spent.RIGHT
    user.refresh_from_db()
    assert (user.level, user.person) == (AccountLevel.PHONE, known)
    assert set(principals_of(user)) == {known, asserted}
    assert list(applicants_of(user)) == [known]
    facts = Event.objects.get(verb="kernel.account.prove_phone").facts
    assert facts == {"level": "phone", "asserted": asserted.pk, "person": known.pk}  # type: ignore[union-attr]
    assert levels_as_bound() == []


@pytest.mark.parametrize(
    ("name", "phone"), [(NAME, OTHER), ("杨秀芳", PHONE)], ids=["other phone", "other name"]
)
def test_a_strangers_own_phone_proves_only_that_it_is_his(
    known: Party, gateway: Gateway, name: str, phone: str
) -> None:
    user = _account(phone=phone, name=name)
    _send(user)
    assert gateway.taken == []
    assert _type(user, _code(gateway)) == Spent.RIGHT
    user.refresh_from_db()
    assert user.level == AccountLevel.PHONE
    assert user.person != known
    assert not principals_of(user).filter(pk=known.pk).exists()


def test_a_city_may_ask_for_the_paper(known: Party, gateway: Gateway) -> None:
    set_rule("older_cases_by_phone", is_on=False)
    user = _account()
    _send(user)
    assert _type(user, _code(gateway)) == Spent.RIGHT
    user.refresh_from_db()
    assert user.level == AccountLevel.PHONE
    assert user.person != known


def test_a_code_is_over_after_five_wrong_tries_and_no_earlier(
    known: Party, gateway: Gateway
) -> None:
    user = _account()
    row = _send(user)
    wrong = "0" * 6 if row.code != "0" * 6 else "1" * 6
    assert [_type(user, wrong) for _try in range(4)] == [Spent.WRONG] * 4
    assert _type(user, wrong) == Spent.OVER
    assert _type(user, row.code) == Spent.OVER
    user.refresh_from_db()
    assert user.level == AccountLevel.UNVERIFIED
    row.refresh_from_db()
    assert row.code == ""


@pytest.mark.parametrize(("seconds", "spent"), [(599, Spent.RIGHT), (600, Spent.OVER)])
def test_a_code_lives_ten_minutes(
    known: Party, gateway: Gateway, seconds: int, spent: Spent
) -> None:
    user = _account()
    row, typed = _send(user), _code(gateway)
    at = row.made_at + timedelta(seconds=seconds)
    assert prove_phone(user=user, typed=typed, at=at) == spent
    end_over("code_text", at)
    row.refresh_from_db()
    assert row.code == ""


def test_a_new_code_ends_the_earlier_one(
    known: Party, gateway: Gateway, clock_at: Callable[[str], object]
) -> None:
    clock_at("2026-11-23 10:00")
    user = _account()
    first = _send(user).code
    clock_at("2026-11-23 10:01")
    second = _send(user).code
    if first != second:
        assert _type(user, first) == Spent.WRONG
    assert _type(user, second) == Spent.RIGHT


def test_codes_are_sent_a_minute_apart_and_ten_a_day(
    known: Party, gateway: Gateway, clock_at: Callable[[str], object]
) -> None:
    clock_at("2026-11-23 10:00")
    user, neighbour = _account(), _account("neighbour")
    _send(user)
    clock_at("2026-11-23 10:00:59")
    with refused("code_too_soon"):
        _send(user)
    for minute in range(1, 10):
        clock_at(f"2026-11-23 10:{minute:02}")
        _send(user)
    clock_at("2026-11-23 11:00")
    for one in (user, neighbour):
        with refused("too_many_codes"):
            _send(one)
    assert OneTimeCode.objects.count() == 10
    clock_at("2026-11-24 10:01")
    _send(user)


def test_no_code_is_asked_for_where_none_can_be_sent(known: Party, settings: LazySettings) -> None:
    settings.SMS_FILE_PATH = None
    with refused("no_gateway"):
        _send(_account())
    assert not OneTimeCode.objects.exists()


def test_the_clear_code_is_in_no_message_and_no_event(known: Party, gateway: Gateway) -> None:
    row = _send(_account())
    assert row.code not in str(list(OutboxMessage.objects.values_list("payload", "key")))
    assert row.code not in str(list(Event.objects.values_list("facts", flat=True)))
    assert open_code(row.user, CodePurpose.PHONE, clock.now()) == row


# -- The paper at the window -------------------------------------------------------------------


def test_the_paper_binds_the_right_account_and_the_squatter_keeps_what_he_asserted(
    city: cities.City, gateway: Gateway
) -> None:
    number = "512022200002290045"
    squatter = register_person(username="squatter", password="Tianfu-2026-x", name="李四",
                               id_number=number, phone=OTHER)  # fmt: skip
    own = register_person(username="lisi", password="Tianfu-2026-x", name="李四",
                          id_number=number, phone=PHONE)  # fmt: skip
    prove_identity(user=own, name="李四", id_number=number, by=city.wang)
    own.refresh_from_db()
    squatter.refresh_from_db()
    assert own.level == AccountLevel.IDENTITY
    assert own.person is not None
    assert not own.person.is_asserted
    assert squatter.level == AccountLevel.UNVERIFIED
    assert not set(principals_of(squatter)) & set(principals_of(own))
    with refused("account_exists"):
        prove_identity(user=squatter, name="李四", id_number=number, by=city.wang)


def test_an_account_bound_by_a_phone_gives_way_to_the_paper(
    city: cities.City, known: Party, gateway: Gateway
) -> None:
    User.objects.filter(person=known).update(person=None)
    by_phone = _account("by-phone")
    _send(by_phone)
    assert _type(by_phone, _code(gateway)) == Spent.RIGHT
    own = _account("own-account", phone=OTHER)
    prove_identity(user=own, name=NAME, id_number=NUMBER, by=city.wang)
    for user in (own, by_phone):
        user.refresh_from_db()
    assert own.person == known
    assert by_phone.level == AccountLevel.UNVERIFIED
    assert not principals_of(by_phone).filter(pk=known.pk).exists()
    assert levels_as_bound() == []


def test_only_a_clerk_proves_and_not_his_own(city: cities.City, known: Party) -> None:
    user = _account()
    with refused("clerks_only"):
        prove_identity(user=user, name=NAME, id_number=NUMBER, by=city.li)
    with refused("recusal"):
        prove_identity(user=city.wang, name=NAME, id_number=NUMBER, by=city.wang)
    with refused("other_number"):
        prove_identity(user=user, name=NAME, id_number="512022200002290045", by=city.wang)
    user.refresh_from_db()
    assert user.level == AccountLevel.UNVERIFIED
