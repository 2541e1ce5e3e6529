# SPDX-License-Identifier: Apache-2.0
"""Periods of no length, pauses on their first and last day, and what is told of a result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.deadlines.engine.periods import evaluate, latest_day_before, soon_from
from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.words import TermStanding, Unit

CALENDAR = texts.calendar()
MONDAY = date(2026, 3, 2)


def _day(number: int) -> date:
    return date(2026, 3, number)


def _spec(limit: int, unit: Unit = Unit.WORKING) -> TermSpec:
    return TermSpec(limit, unit, MONDAY)


@pytest.mark.parametrize(
    ("length", "unit", "soon"),
    [
        (0, Unit.WORKING, 1),
        (5, Unit.WORKING, 1),
        (6, Unit.WORKING, 2),
        (30, Unit.CALENDAR, 6),
        (120, Unit.HOURS, 1),
        (121, Unit.HOURS, 2),
        (240, Unit.HOURS, 2),
    ],
)
def test_a_fifth_rounded_up_and_at_least_a_day_is_soon(length: int, unit: Unit, soon: int) -> None:
    assert soon_from(length, unit) == soon


def test_a_result_has_the_ordinal_of_its_day_unless_it_is_paused() -> None:
    assert evaluate(_spec(5), CALENDAR).due_ordinal == CALENDAR.ordinal(_day(9).toordinal())
    assert evaluate(_spec(5), CALENDAR, [PauseSpan(_day(4))]).due_ordinal is None


def test_the_first_day_is_not_counted_even_when_it_is_paused() -> None:
    found = evaluate(_spec(5), CALENDAR, [PauseSpan(MONDAY, _day(4))])
    assert (found.due_on, found.pause_days) == (_day(11), 2)


def test_an_open_pause_keeps_the_days_that_were_left() -> None:
    found = evaluate(_spec(10, Unit.CALENDAR), CALENDAR, [PauseSpan(_day(10))])
    assert (found.due_on, found.remaining(_day(20))) == (None, 3)


def test_an_open_pause_on_the_day_to_which_the_end_moved_leaves_nothing() -> None:
    # The twelfth day is a Saturday, the end moves on to Monday.
    spec = _spec(12, Unit.CALENDAR)
    assert evaluate(spec, CALENDAR).due_on == _day(16)
    found = evaluate(spec, CALENDAR, [PauseSpan(_day(16))])
    assert (found.frozen_remaining, found.remaining(_day(20))) == (0, 0)


def test_it_is_looked_at_when_the_open_pause_should_have_ended() -> None:
    pauses = [PauseSpan(_day(3), _day(4)), PauseSpan(_day(9), planned_end=_day(20))]
    assert evaluate(_spec(10), CALENDAR, pauses).look_at == _day(20)


def test_a_period_of_no_length_is_due_at_once_whatever_comes_later() -> None:
    pauses = [PauseSpan(MONDAY, MONDAY), PauseSpan(_day(3))]
    assert evaluate(_spec(0), CALENDAR, pauses).due_on == MONDAY
    assert evaluate(_spec(0), CALENDAR, [PauseSpan(MONDAY, _day(5))]).due_on == MONDAY


def test_a_period_of_no_length_stands_still_when_it_begins_in_an_open_pause() -> None:
    found = evaluate(_spec(0), CALENDAR, [PauseSpan(MONDAY)])
    assert found.standing(MONDAY) == TermStanding.PAUSED


def test_no_time_before_a_rest_day_is_that_rest_day() -> None:
    saturday = _day(14)
    assert latest_day_before(saturday, 0, Unit.WORKING, CALENDAR) == saturday


@pytest.mark.parametrize(("is_granted", "due"), [(True, 18), (False, 13)])
def test_an_extension_once_granted_outlives_a_pause_of_the_same_day(
    due: int, *, is_granted: bool
) -> None:
    extension = ExtensionSpan(3, _day(4), is_granted=is_granted)
    found = evaluate(_spec(7), CALENDAR, [PauseSpan(_day(4), _day(5))], extension)
    assert (found.due_on, found.extended) == (_day(due), is_granted)


def test_hours_are_longer_by_the_hours_of_the_days_added() -> None:
    begun = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    spec = TermSpec(48, Unit.HOURS, MONDAY, begun, relief=1)
    assert evaluate(spec, CALENDAR, (), ExtensionSpan(2, _day(3))).length == 48 + 24 + 48


@pytest.mark.parametrize(
    ("told", "due", "as_told"),
    [(5, 6, False), (6, 6, False), (7, 7, True)],
)
def test_the_end_is_never_before_what_was_told(told: int, due: int, as_told: bool) -> None:
    spec = replace(_spec(4), told=_day(told))
    found = evaluate(spec, CALENDAR)
    assert (found.due_on, found.as_told) == (_day(due), as_told)
    assert found.last_counted == _day(6)


def test_what_was_told_counts_again_when_a_pause_ends() -> None:
    spec = replace(_spec(4), told=_day(9))
    open_pause = PauseSpan(_day(4), None, "检测", _day(20))
    assert evaluate(spec, CALENDAR, [open_pause]).due_on is None
    short = PauseSpan(_day(4), _day(4), "检测")
    assert evaluate(spec, CALENDAR, [short]).due_on == _day(9)
    longer = PauseSpan(_day(4), _day(5), "检测")
    assert evaluate(spec, CALENDAR, [longer]).due_on == _day(10)


def test_hours_that_end_before_the_told_day_end_with_that_day() -> None:
    begun = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    spec = TermSpec(2, Unit.HOURS, MONDAY, begun, told=_day(3))
    found = evaluate(spec, CALENDAR)
    assert (found.due_on, found.due_at) == (_day(3), None)
