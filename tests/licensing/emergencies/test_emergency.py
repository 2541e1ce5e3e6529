# SPDX-License-Identifier: Apache-2.0
"""An emergency puts off what is open in its area, tells everybody, and can be undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from licensing.cases.models import Case
from licensing.emergencies.actions import Scope, declare_emergency, reach_of, undo_emergency
from licensing.emergencies.models import Emergency
from licensing.licences.models import Licence
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid
from portal.kernel.notices.models import Notice
from portal.kernel.places.models import Division
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

CITY, COUNTY = "512000", "512021"


def _scope(
    *divisions: str,
    items: tuple[Any, ...] = (),
    first: str = "2026-03-02",
    last: str = "2026-03-31",
) -> Scope:
    return Scope(
        divisions=[Division.objects.get(code=code) for code in divisions],
        items=list(items),
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
    )


def _declared(city: cities.City, scope: Scope, days: int = 5) -> Emergency:
    return declare_emergency(
        name="特大暴雨",
        basis="资府告〔2026〕1号（示例）",
        scope=scope,
        extra_days=days,
        by=city.liu,
        at=clock.now(),
    )


def _dues() -> dict[tuple[int, str], date | None]:
    rows = Term.objects.values_list("subject_id", "kind", "due_on")
    return {(subject, kind): due for subject, kind, due in rows}


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


@pytest.fixture
def case(city: cities.City) -> Case:
    return cities.accepted(city, lacking="secondary")


def test_every_open_term_of_the_area_gets_the_days(city: cities.City, case: Case) -> None:
    before = _dues()
    running = Term.objects.filter(state="running")
    kinds = set(running.values_list("kind", flat=True))
    assert {"statutory", "promised", "deferral", "step"} <= kinds
    emergency = _declared(city, _scope(CITY))
    after = _dues()
    promised = (case.subject_id, "promised")
    assert before[promised] == date(2026, 3, 9)
    assert after[promised] == date(2026, 3, 16)
    assert emergency.moved == running.count()
    moved = Event.objects.filter(verb="term.date_moved", facts__cause=f"emergency:{emergency.pk}")
    assert moved.count() == emergency.moved
    cities.catch_up()
    told = Notice.objects.filter(kind="date_moved", user=city.alice, body__contains="特大暴雨")
    assert told.count() >= 3
    assert invariants.run() == []


def test_undo_gives_the_offices_dates_back_and_leaves_the_applicants_and_tells(
    city: cities.City, case: Case
) -> None:
    before = _dues()
    emergency = _declared(city, _scope(CITY))
    undo_emergency(emergency=emergency, reason="险情解除", by=city.liu, at=clock.now())
    after = _dues()
    kept = {key for key in before if key[1] == "deferral"}
    assert {key: due for key, due in after.items() if key not in kept} == {
        key: due for key, due in before.items() if key not in kept
    }
    assert [(before[key], after[key]) for key in kept] == [(date(2026, 3, 5), date(2026, 3, 12))]
    cities.catch_up()
    assert Notice.objects.filter(kind="date_moved", body__contains="延期撤销").exists()
    with refused("wrong_state"):
        undo_emergency(emergency=emergency, reason="再来一次", by=city.liu, at=clock.now())
    assert _dues() == after
    assert invariants.run() == []


def test_another_county_and_another_item_are_not_touched(city: cities.City, case: Case) -> None:
    before = _dues()
    _declared(city, _scope(COUNTY))
    _declared(city, _scope(CITY, items=(cities.public_service().offering.item,)))
    assert _dues() == before
    _declared(city, _scope(CITY, items=(case.version.offering.item,)))
    assert _dues() != before


def test_what_is_overdue_stays_overdue(city: cities.City, case: Case, clock_at: SetClock) -> None:
    clock_at("2026-03-10 09:00")
    before = _dues()
    _declared(city, _scope(CITY))
    after = _dues()
    assert after[case.subject_id, "promised"] == before[case.subject_id, "promised"]
    assert after[case.subject_id, "statutory"] != before[case.subject_id, "statutory"]


def test_only_licences_that_run_out_meanwhile_are_prolonged(
    city: cities.City, clock_at: SetClock
) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    licence = Licence.objects.get()
    assert licence.valid_to == date(2031, 3, 1)
    _declared(city, _scope(CITY, first="2031-03-02", last="2031-03-30"), days=30)
    licence.refresh_from_db()
    assert licence.valid_to == date(2031, 3, 1)
    emergency = _declared(city, _scope(CITY, first="2031-02-01", last="2031-03-01"), days=30)
    licence.refresh_from_db()
    assert licence.valid_to == date(2031, 3, 31)
    cities.catch_up()
    assert Notice.objects.filter(kind="date_moved", body__contains="有效期").count() == 1
    undo_emergency(emergency=emergency, reason="险情解除", by=city.liu, at=clock.now())
    licence.refresh_from_db()
    assert licence.valid_to == date(2031, 3, 1)
    assert invariants.run() == []


def test_the_preview_counts_what_would_move(city: cities.City, case: Case) -> None:
    before = _dues()
    reach = reach_of(_scope(CITY), at=clock.now())
    assert (reach.terms, reach.licences) == (Term.objects.filter(state="running").count(), 0)
    assert reach_of(_scope(COUNTY), at=clock.now()).terms == 0
    assert _dues() == before


def test_only_supervisors_declare_and_undo(city: cities.City, case: Case) -> None:
    before = _dues()
    for user in (city.chen, city.wang, city.alice):
        with refused("not_supervisor"):
            declare_emergency(
                name="特大暴雨",
                basis="某某公告",
                scope=_scope(CITY),
                extra_days=5,
                by=user,
                at=clock.now(),
            )
    assert (_dues(), Emergency.objects.count()) == (before, 0)


@pytest.mark.parametrize("days", [0, 91])
def test_every_wrong_field_is_named_and_nothing_moves(
    city: cities.City, case: Case, days: int
) -> None:
    before = _dues()
    scope = Scope(divisions=[], items=[], first_day=date(2026, 3, 2), last_day=date(2026, 3, 1))
    with pytest.raises(Invalid) as caught:
        declare_emergency(
            name=" ", basis="", scope=scope, extra_days=days, by=city.liu, at=clock.now()
        )
    assert [one.field for one in caught.value.problems] == [
        "name",
        "basis",
        "divisions",
        "last_day",
        "extra_days",
    ]
    assert (_dues(), Emergency.objects.count()) == (before, 0)
