# SPDX-License-Identifier: Apache-2.0
"""A day that the applicant was told in writing only moves later (行政许可法 8); the office's own follow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from licensing.emergencies.actions import Scope, declare_emergency, undo_emergency
from portal.kernel import clock, invariants
from portal.kernel.deadlines.holidays.loading import load, undo
from portal.kernel.deadlines.holidays.texts import parse
from portal.kernel.deadlines.proof.days import of_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.models import Notice
from portal.kernel.places.models import Division
from tests import city as cities

if TYPE_CHECKING:
    from licensing.cases.models import Case
    from portal.kernel.deadlines.terms.models import CalendarVersion
    from tests.conftest import SetClock


def _notice(day: str, kind: str) -> CalendarVersion:
    off = "true" if kind == "rest" else "false"
    text = f'[{{"date": "{day}", "name": "元旦", "isOffDay": {off}}}]'
    return load(entries=parse(text, source="通知"), source="通知", at=clock.now()).version


@pytest.fixture
def waiting(city: cities.City, clock_at: SetClock) -> Case:
    """A case in which the applicant has to correct something by a day that was told."""
    clock_at("2026-11-23 09:00")
    return cities.asked_to_correct(city)


def _term(case: Case, kind: str = "supplement") -> Term:
    return Term.objects.running().get(subject=case.subject, kind=kind)


def test_a_new_working_day_brings_the_offices_day_forward_and_not_the_applicants(
    city: cities.City, waiting: Case
) -> None:
    other = cities.accepted(city)
    own, offices = _term(waiting).due_on, _term(other, "promised").due_on
    assert own is not None
    assert offices is not None
    _notice("2026-11-28", "work")
    assert _term(waiting).due_on == own
    assert _term(other, "promised").due_on == date(2026, 11, 28) < offices
    assert not Notice.objects.filter(user=city.alice, kind="date_moved", body__contains="补正")
    told = of_term(_term(waiting), clock.today())
    assert "行政许可法第八条" in told.sentence
    assert told.days[-1].is_due
    assert told.days[-1].date == own
    assert invariants.run() == []


def test_a_rest_day_moves_it_later_and_taking_the_notice_back_does_not_move_it_again(
    city: cities.City, waiting: Case
) -> None:
    own = _term(waiting).due_on
    version = _notice("2026-11-26", "rest")
    later = _term(waiting).due_on
    assert own is not None
    assert later is not None
    assert later > own
    undo(version=version, at=clock.now())
    assert _term(waiting).due_on == later
    assert invariants.run() == []


def test_days_given_in_an_emergency_are_not_taken_back_from_the_applicant(
    city: cities.City, waiting: Case
) -> None:
    own = _term(waiting).due_on
    scope = Scope(
        divisions=[Division.objects.get(code="512000")], items=[],
        first_day=date(2026, 11, 23), last_day=date(2026, 12, 31),
    )  # fmt: skip
    emergency = declare_emergency(
        name="暴雨", basis="资府告〔2026〕9号", scope=scope, extra_days=3, by=city.liu,
        at=clock.now(),
    )  # fmt: skip
    later = _term(waiting).due_on
    assert own is not None
    assert later is not None
    assert later > own
    undo_emergency(emergency=emergency, reason="险情解除", by=city.liu, at=clock.now())
    assert _term(waiting).due_on == later
    assert invariants.run() == []


def test_the_database_refuses_a_day_before_the_one_that_was_told(waiting: Case) -> None:
    term = _term(waiting)
    with (
        pytest.raises(IntegrityError, match="term_never_before_what_was_told"),
        transaction.atomic(),
    ):
        Term.objects.filter(pk=term.pk).update(due_on=date(2026, 11, 24))
    assert _term(waiting).due_on == term.due_on
