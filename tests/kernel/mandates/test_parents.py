# SPDX-License-Identifier: Apache-2.0
"""父母替孩子办: by the household register, at the window, until the child is of age."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from stdnum.cn import ric

from portal.kernel import clock
from portal.kernel.accounts.actions import register_person
from portal.kernel.accounts.id_kinds import id_key, id_problems
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.accounts.rules import birthday
from portal.kernel.mandates import asking
from portal.kernel.mandates.parents import look_after
from tests import city as cities
from tests.licensing.intake.walk_ins import client_of
from tests.refusals import refused

TODAY = date(2026, 11, 20)
AGENT = {"agent_id_kind": "resident", "agent_id_number": "512002199003070019"}


@pytest.fixture(autouse=True)
def _day(clock_at: Any) -> None:
    clock_at("2026-11-20 10:00")


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


def born(day: date) -> str:
    """Return a number of somebody born on the day."""
    head = f"512002{day:%Y%m%d}005"
    return head + ric.calc_check_digit(head + "0")


def _codes(kind: str, number: str) -> list[str]:
    return [one.code for one in id_problems(kind, number)]


def test_the_household_register_serves_until_the_eve_of_sixteen() -> None:
    assert _codes("household", born(date(2010, 11, 21))) == []
    assert _codes("household", born(date(2010, 11, 20))) == ["grown_up"]
    assert _codes("household", born(date(2010, 11, 21))[:-1]) == ["id_number"]


def test_one_number_is_one_person_on_either_document() -> None:
    number = born(date(2020, 2, 3))
    assert id_key("household", number) == id_key("resident", number)
    grown_up = born(date(1990, 2, 3))
    assert id_key("household", grown_up) == id_key("resident", grown_up)


def test_who_was_born_on_the_29th_of_february_is_older_on_the_last_of_it() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 2, 28)
    assert birthday(date(2008, 2, 29), 16) == date(2024, 2, 29)


def _look_after(city: cities.City, **more: Any) -> Mandate:
    told: dict[str, Any] = {
        "name": "张小宝", "id_number": born(date(2020, 3, 5)), "by": city.wang, "at": clock.now()
    } | more  # fmt: skip
    return look_after(agent=city.alice, **told)


def test_a_parent_acts_until_the_eve_of_full_age(city: cities.City, clock_at: Any) -> None:
    mandate = _look_after(city)
    assert (mandate.kind, mandate.valid_to) == ("parent", date(2038, 3, 4))
    child = mandate.content_object_id
    clock_at("2038-03-04 23:59")
    assert may_act_for(city.alice, child)
    clock_at("2038-03-05 00:00")
    assert not may_act_for(city.alice, child)


def test_nobody_of_age_is_looked_after(city: cities.City) -> None:
    before = Party.objects.count()
    of_age = born(date(2008, 11, 20))
    with refused("of_age"):
        _look_after(city, id_kind="resident", id_number=of_age)
    assert Party.objects.count() == before
    young = born(date(2008, 11, 21))
    assert _look_after(city, id_kind="resident", id_number=young).valid_to == TODAY


def test_a_passport_asks_for_the_day_of_birth(city: cities.City) -> None:
    passport = {"id_kind": "passport", "id_number": "X12345678"}
    with refused("born_on"):
        _look_after(city, **passport)
    future = TODAY + timedelta(days=1)
    with refused("future"):
        _look_after(city, born_on=future, **passport)
    mandate = _look_after(city, born_on=date(2019, 7, 1), **passport)
    assert mandate.valid_to == date(2037, 6, 30)


def test_a_typed_birth_must_be_that_of_the_number(city: cities.City) -> None:
    with refused("differs"):
        _look_after(city, born_on=date(2020, 3, 6))
    assert _look_after(city, born_on=date(2020, 3, 5)).valid_to == date(2038, 3, 4)


def test_a_child_gives_no_mandate_by_code(city: cities.City) -> None:
    told: dict[str, Any] = {
        "agent": city.alice, "name": "张小宝", "phone": "13900139000", "relation": "parent",
        "valid_to": TODAY + timedelta(days=30), "at": clock.now(),
    }  # fmt: skip
    young = born(TODAY.replace(year=2008) + timedelta(days=1))
    with refused("minor"):
        asking.ask_mandate(id_number=young, **told)
    asking.ask_mandate(id_number=born(TODAY.replace(year=2008)), **told)


def test_nobody_under_fourteen_opens_an_account(db: None) -> None:
    told = {
        "username": "xiaobao", "password": "long enough 26", "name": "张小宝",
        "phone": "13900139000", "id_kind": "household",
    }  # fmt: skip
    young = born(date(2012, 11, 21))
    with refused("child"):
        register_person(id_number=young, **told)
    assert not User.objects.exists()
    assert register_person(id_number=born(date(2012, 11, 20)), **told).person is not None


def test_the_window_registers_a_parent_and_says_what_lacks(city: cities.City) -> None:
    desk, address = client_of(city.wang), "/counter/mandates/parent/"
    told = AGENT | {"name": "张小宝", "id_kind": "household", "id_number": born(date(2020, 3, 5))}
    grown = desk.post(address, told | {"id_number": born(date(2001, 3, 5))})
    assert grown.status_code == 400
    assert list(grown.context["form"].errors) == ["id_number"]
    assert "张小宝" in grown.content.decode()
    assert not Mandate.dated.filter(kind="parent").exists()
    assert desk.post(address, told).status_code == 302
    child = Mandate.dated.get(kind="parent").content_object
    code = city.food.offering.code
    assert child.name in client_of(city.alice).get(f"/apply/{code}/").content.decode()
    assert child.name not in client_of(city.charlie).get(f"/apply/{code}/").content.decode()
