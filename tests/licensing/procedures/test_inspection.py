# SPDX-License-Identifier: Apache-2.0
"""Who inspects is named within five days, two people at least (行政许可法 34 and 55)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from licensing.cases.models import Case
from licensing.procedures.inspections import arrange_inspection
from licensing.procedures.models import Inspection
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.licensing import items
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.accounts.models import User

DAY = date(2026, 11, 27)


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    return cities.build()


def _arrange(case: Case, people: Sequence[User], by: User, day: date = DAY) -> Inspection:
    return arrange_inspection(case=case, people=people, planned_on=day, by=by, at=clock.now())


def _term(case: Case) -> Term | None:
    return Term.objects.filter(subject=case.subject, kind="inspection").first()


@pytest.mark.parametrize(
    ("kind", "citation"),
    [
        ("检验", "行政许可法第五十五条"),
        ("检验检测", "行政许可法第五十五条"),
        ("检疫", "行政许可法第五十五条"),
        ("现场踏勘", "现场核查的安排（两人以上核查：行政许可法第三十四条第三款）（本市规定）"),
    ],
)
def test_what_is_tested_or_visited_is_arranged_in_five_days(
    city: cities.City, kind: str, citation: str
) -> None:
    steps = [{"kind": kind, "days": 5, "counts_toward_deadline": False}]
    term = _term(cities.accepted_of(city, items.item(special_procedures=steps)))
    assert term is not None
    assert (term.limit, str(term.due_on), term.citation) == (5, "2026-11-30", citation)


def test_an_item_without_tests_and_visits_has_nothing_to_arrange(city: cities.City) -> None:
    assert _term(cities.accepted_of(city, items.item())) is None


def test_a_public_service_has_no_such_period(city: cities.City) -> None:
    version = items.item(item_type="公共服务", site_inspection=True)
    assert _term(cities.accepted_of(city, version)) is None


def test_two_people_and_a_day_end_the_period(city: cities.City) -> None:
    case = cities.accepted(city)
    for people, code in (
        ([city.li], "two_people"),
        ([city.li, city.li], "two_people"),
        ([city.li, city.huang], "people_of_organ"),
    ):
        with refused(code):
            _arrange(case, people, city.li)
    with refused("day_in_past"):
        _arrange(case, [city.li, city.zhou], city.li, date(2026, 11, 22))
    assert not Inspection.objects.exists()
    term = _term(case)
    assert term is not None
    assert term.state == "running"
    inspection = _arrange(case, [city.li, city.zhou], city.li)
    assert set(inspection.people.all()) == {city.li, city.zhou}
    term.refresh_from_db()
    assert term.state == "met"


def test_one_with_a_stake_does_not_inspect(city: cities.City) -> None:
    case = cities.accepted(city)
    city.zhou.person = city.alice.person
    Case.objects.filter(pk=case.pk).update(agent=city.alice.person)
    with refused("recusal"):
        _arrange(case, [city.li, city.zhou], city.li)
    assert not Inspection.objects.exists()


def test_arranged_on_the_fifth_day_nobody_is_told_and_on_the_sixth_the_unit_is(
    city: cities.City, clock_at: object
) -> None:
    timely, late = cities.accepted(city), cities.accepted(city)
    clock_at("2026-11-30 23:50")  # type: ignore[operator]
    _arrange(timely, [city.li, city.zhou], city.li, date(2026, 12, 1))
    clock_at("2026-12-01 00:10")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    told = Notice.objects.filter(event__verb="licensing.overdue.inspection")
    assert {notice.event.subject_id for notice in told} == {late.subject_id}
    assert {notice.user for notice in told} == {city.li, city.chen}
    assert told.count() == 2


def test_the_period_ends_with_the_decision(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    term = _term(case)
    assert term is not None
    assert term.state == "cancelled"
