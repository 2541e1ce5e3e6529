# SPDX-License-Identifier: Apache-2.0
"""The first and the last day of a calendar, and of periods that touch or count back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.engine.backward import backward
from portal.kernel.deadlines.engine.calendar import Calendar, CalendarNotLoaded, DayRow, weekday_row
from portal.kernel.deadlines.engine.spans import Block, PauseSpan, TermSpec, merged
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.words import TermStanding, Unit
from portal.kernel.errors import CalendarNotPublished

CALENDAR = texts.calendar()
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)


def _number(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_a_calendar_knows_its_ends() -> None:
    assert (CALENDAR.first_date, CALENDAR.last_date, CALENDAR.last_year) == (FIRST, LAST, 2026)
    alone = Calendar([weekday_row(LAST)])
    assert (alone.first_date, alone.last_date, alone.last_year) == (LAST, LAST, 2026)


@pytest.mark.parametrize("ordinal", [0, -1])
def test_no_day_has_an_ordinal_before_the_first(ordinal: int) -> None:
    with pytest.raises(CalendarNotLoaded, match="2022"):
        CALENDAR.day_of(ordinal)


def test_the_last_working_day_is_known_and_the_next_is_not() -> None:
    ordinal = CALENDAR.ordinal(LAST.toordinal())
    assert CALENDAR.day_of(ordinal) == LAST.toordinal()
    with pytest.raises(CalendarNotPublished) as caught:
        CALENDAR.day_of(ordinal + 1)
    assert not isinstance(caught.value, CalendarNotLoaded)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2023-01-01", False),
        ("2023-01-03", True),
        ("2023-01-07", False),
        ("2023-01-28", True),
        ("2023-01-30", True),
    ],
)
def test_a_day_works_or_rests(day: str, *, works: bool) -> None:
    assert CALENDAR.is_working(_number(day)) is works


def test_a_day_before_the_first_has_no_row_and_no_ordinal() -> None:
    for day in (FIRST - timedelta(days=1), date.min):
        with pytest.raises(CalendarNotLoaded):
            CALENDAR.row(day)
    with pytest.raises(CalendarNotLoaded):
        CALENDAR.ordinal(0)
    assert CALENDAR.row(FIRST).date == FIRST


def test_the_notice_of_a_day_is_that_of_its_year_or_of_the_last_known() -> None:
    notices = {year: CALENDAR.notice_of(date(year, 12, 31)) for year in range(2023, 2027)}
    assert len(set(notices.values())) == 4
    assert CALENDAR.notice_of(date(2027, 5, 1)) == notices[2026]
    assert CALENDAR.notice_of(date(2026, 1, 1)) == notices[2026]
    assert CALENDAR.notice_of(FIRST) == notices[2023]
    assert CALENDAR.notice_of(date(2000, 1, 1)) == notices[2023]


def test_a_calendar_without_names_has_no_notice() -> None:
    days = [weekday_row(date(2026, 3, 2)), weekday_row(date(2026, 3, 3))]
    assert Calendar(days).notice_of(date(2026, 3, 3)) == ""


def test_a_named_day_speaks_for_the_days_behind_it_only() -> None:
    plain = weekday_row(date(2026, 4, 30))
    named = DayRow(date(2026, 5, 1), is_working=False, kind="holiday", name="劳动节", source="通知")
    found = Calendar([plain, named])
    assert [found.notice_of(row.date) for row in (plain, named)] == ["", "通知"]


def test_days_that_all_rest_wait_for_the_next_year() -> None:
    sunday = Calendar([weekday_row(date(2026, 3, 1))])
    with pytest.raises(CalendarNotPublished, match="2027"):
        sunday.day_of(1)


def test_the_calendar_in_force_comes_from_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars.source, "read", lambda: CALENDAR)
    assert calendars.current() is CALENDAR
    monkeypatch.setattr(calendars.source, "read", None)
    with pytest.raises(RuntimeError, match="no calendar source"):
        calendars.current()


def _pause(first: str, last: str) -> PauseSpan:
    return PauseSpan(date.fromisoformat(first), date.fromisoformat(last))


def test_pauses_that_touch_are_one_and_those_a_day_apart_are_two() -> None:
    one = _pause("2026-03-02", "2026-03-03")
    assert merged([one, _pause("2026-03-04", "2026-03-05")]) == [
        Block(_number("2026-03-02"), _number("2026-03-05"))
    ]
    assert len(merged([one, _pause("2026-03-05", "2026-03-06")])) == 2


@pytest.mark.parametrize(("unit", "limit", "soon"), [(Unit.WORKING, 30, 6), (Unit.MONTHS, 2, 13)])
def test_a_period_that_counts_back_is_soon_in_its_last_fifth(
    unit: Unit, limit: int, soon: int
) -> None:
    found = backward(TermSpec(limit, unit, date(2026, 9, 30)), CALENDAR)
    days = [found.due_on - timedelta(days=back) for back in range(-1, 40)]
    for day in days:
        left = found.remaining(day)
        expected = (
            TermStanding.OVERDUE
            if day > found.due_on
            else TermStanding.DUE_SOON
            if left <= soon
            else TermStanding.RUNNING
        )
        assert found.standing(day) == expected, day
