# SPDX-License-Identifier: Apache-2.0
"""The calendar: ordinals, its two ends, and agreement with the published years."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from portal.kernel.deadlines.engine.calendar import Calendar, CalendarNotLoaded, DayRow, weekday_row
from portal.kernel.deadlines.holidays import texts
from portal.kernel.errors import CalendarNotPublished

WORKING_DAYS = {
    2023: (18, 20, 23, 20, 21, 21, 21, 23, 20, 19, 22, 21),
    2024: (22, 18, 21, 22, 21, 19, 23, 22, 21, 19, 21, 22),
    2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23),
    2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23),
}


def number(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def test_every_day_of_2023_to_2026_agrees_with_chinesecalendar() -> None:
    calendar = texts.calendar()
    differing = [
        row.date
        for row in calendar.rows()
        if row.is_working != chinese_calendar.is_workday(row.date)
    ]
    assert len(calendar.rows()) == 1461
    assert differing == []


@pytest.mark.parametrize("year", WORKING_DAYS)
def test_working_days_of_each_month_are_those_of_the_notices(year: int) -> None:
    calendar = texts.calendar()
    months = []
    for month in range(1, 13):
        first = date(year, month, 1)
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        months.append(calendar.working_between(first.toordinal(), last.toordinal()))
    assert tuple(months) == WORKING_DAYS[year]


def test_a_rest_day_has_the_ordinal_of_the_working_day_before() -> None:
    calendar = texts.calendar()
    friday = calendar.ordinal(number("2026-01-09"))
    assert calendar.ordinal(number("2026-01-10")) == friday
    assert calendar.ordinal(number("2026-01-11")) == friday
    assert calendar.ordinal(number("2026-01-12")) == friday + 1
    assert date.fromordinal(calendar.day_of(friday)) == date(2026, 1, 9)


def test_a_make_up_saturday_is_a_working_day_with_its_notice() -> None:
    row = texts.calendar().row(date(2026, 10, 10))
    assert row.is_working
    assert row.kind == "makeup"
    assert row.source == "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"


def test_the_last_known_day_is_known_and_the_next_names_2027() -> None:
    calendar = texts.calendar()
    assert calendar.is_working(number("2026-12-31"))
    with pytest.raises(CalendarNotPublished) as caught:
        calendar.ordinal(number("2027-01-01"))
    assert (caught.value.code, caught.value.year) == ("calendar_not_published", 2027)


def test_a_far_day_names_the_first_missing_year() -> None:
    with pytest.raises(CalendarNotPublished) as caught:
        texts.calendar().ordinal(number("2031-05-05"))
    assert caught.value.year == 2027


def test_before_the_first_known_year_is_another_clear_error() -> None:
    calendar = texts.calendar()
    assert calendar.ordinal(number("2023-01-01")) == 0
    with pytest.raises(CalendarNotLoaded) as caught:
        calendar.ordinal(number("2022-12-31"))
    assert (caught.value.code, caught.value.year) == ("calendar_not_loaded", 2022)
    assert "2022" in str(caught.value)


def test_a_calendar_refuses_gaps_doubles_and_emptiness() -> None:
    days = [weekday_row(date(2026, 1, day)) for day in (1, 2, 3)]
    assert Calendar(days).last_date == date(2026, 1, 3)
    for rows in ([], [days[0], days[2]], [days[0], days[0], days[1]]):
        with pytest.raises(ValueError, match="calendar"):
            Calendar(rows)


def test_working_on_or_after_stays_on_a_working_day() -> None:
    calendar = texts.calendar()
    assert calendar.working_on_or_after(number("2026-09-30")) == number("2026-09-30")
    assert calendar.working_on_or_after(number("2026-10-01")) == number("2026-10-08")
    assert calendar.working_on_or_after(number("2023-01-01")) == number("2023-01-03")


def test_the_notice_of_a_day_is_that_of_the_nearest_named_day() -> None:
    rows = [DayRow(date(2026, 1, 1), is_working=False, kind="holiday", name="元旦", source="甲")]
    rows += [weekday_row(date(2026, 1, day)) for day in (2, 3)]
    assert Calendar(rows).notice_of(date(2026, 1, 3)) == "甲"
