# SPDX-License-Identifier: Apache-2.0
"""A court's administrator represents the enterprise alone, on the days of the paper (ZY 48)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from licensing.cases.queries import own as own_cases
from portal.kernel import clock
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.accounts.words import Confirmed, MandateKind
from portal.kernel.identity.closing import close_account
from portal.kernel.mandates.ending import end_mandate
from tests import city as cities
from tests.refusals import refused

PAPER = "（2026）川20破1号"
FIRST, LAST = date(2026, 11, 20), date(2027, 5, 20)


@pytest.fixture
def city(db: None, clock_at: Any) -> cities.City:
    clock_at("2026-11-19 10:00")
    return cities.build()


def _appointed(city: cities.City, kind: str = MandateKind.ADMINISTRATOR) -> Mandate:
    return grant_mandate(
        agent=city.charlie, principal=city.shop, kind=kind, valid_from=FIRST, valid_to=LAST,
        by=city.wang, confirmed=Confirmed.COURT, paper=PAPER,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["administrator", "liquidator"])
@pytest.mark.parametrize(
    ("day", "who"),
    [("2026-11-19", "old"), ("2026-11-20", "new"), ("2027-05-20", "new"), ("2027-05-21", "old")],
)
def test_the_old_representatives_rights_rest_on_the_days_of_the_paper(
    city: cities.City, clock_at: Any, kind: str, day: str, who: str
) -> None:
    case = cities.submitted(city)
    _appointed(city, kind)
    clock_at(f"{day} 10:00")
    assert may_act_for(city.alice, city.shop.pk) is (who == "old")
    assert may_act_for(city.charlie, city.shop.pk) is (who == "new")
    assert own_cases(city.alice).filter(pk=case.pk).exists() is (who == "old")
    assert own_cases(city.charlie).filter(pk=case.pk).exists() is (who == "new")


def test_meanwhile_nobody_else_is_given_a_mandate(city: cities.City, clock_at: Any) -> None:
    _appointed(city)
    clock_at("2026-12-01 10:00")
    before = Mandate.dated.count()
    with refused("administered"):
        grant_mandate(agent=city.bob, principal=city.shop, by=city.wang)
    assert Mandate.dated.count() == before
    grant_mandate(agent=city.bob, principal=city.other_firm, by=city.wang)
    clock_at("2027-05-21 10:00")
    grant_mandate(agent=city.bob, principal=city.shop, by=city.wang)
    assert may_act_for(city.bob, city.shop.pk)


def test_what_rested_holds_again_when_the_administrator_is_released(
    city: cities.City, clock_at: Any
) -> None:
    court = _appointed(city)
    clock_at("2026-12-01 10:00")
    with refused("by_court"):
        end_mandate(mandate=court, by=city.charlie, at=clock.now())
    assert not may_act_for(city.alice, city.shop.pk)
    end_mandate(mandate=court, by=city.wang, at=clock.now())
    assert may_act_for(city.alice, city.shop.pk)
    assert not may_act_for(city.charlie, city.shop.pk)


def test_with_two_appointed_the_rights_rest_until_the_last_is_released(
    city: cities.City, clock_at: Any
) -> None:
    first = _appointed(city)
    second = grant_mandate(
        agent=city.bob, principal=city.shop, kind=MandateKind.ADMINISTRATOR, valid_from=FIRST,
        valid_to=LAST, by=city.wang, confirmed=Confirmed.COURT, paper=PAPER,
    )  # fmt: skip
    clock_at("2026-12-01 10:00")
    end_mandate(mandate=first, by=city.wang, at=clock.now())
    assert not may_act_for(city.alice, city.shop.pk)
    end_mandate(mandate=second, by=city.wang, at=clock.now())
    assert may_act_for(city.alice, city.shop.pk)


def test_a_second_paper_for_fewer_days_wakes_nobody(city: cities.City, clock_at: Any) -> None:
    _appointed(city)
    grant_mandate(
        agent=city.bob, principal=city.shop, kind=MandateKind.LIQUIDATOR, by=city.wang,
        valid_from=date(2027, 1, 1), valid_to=date(2027, 2, 1), confirmed=Confirmed.COURT, paper=PAPER,
    )  # fmt: skip
    for day in ("2026-12-01", "2027-01-15", "2027-05-20"):
        clock_at(f"{day} 10:00")
        assert not may_act_for(city.alice, city.shop.pk)
    clock_at("2027-05-21 10:00")
    assert may_act_for(city.alice, city.shop.pk)


def test_who_closes_the_own_account_represents_nobody_any_more(
    city: cities.City, clock_at: Any
) -> None:
    _appointed(city)
    clock_at("2026-12-01 10:00")
    city.charlie.set_password("Tianfu-2026-x")
    city.charlie.save()
    close_account(user=city.charlie, current="Tianfu-2026-x", at=clock.now())
    assert not may_act_for(city.charlie, city.shop.pk)
    assert may_act_for(city.alice, city.shop.pk)


def test_the_database_wants_the_courts_paper(city: cities.City) -> None:
    court = _appointed(city)
    with (
        pytest.raises(IntegrityError, match="mandate_by_court_has_its_paper"),
        transaction.atomic(),
    ):
        Mandate.dated.filter(pk=court.pk).update(paper="")
