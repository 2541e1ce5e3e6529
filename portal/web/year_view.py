# SPDX-License-Identifier: Apache-2.0
"""The known calendar of a year as twelve small tables. Pure but for the calendar given."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.kernel.deadlines.words import DAY_LABELS, DayKind

if TYPE_CHECKING:
    from portal.kernel.deadlines.engine.calendar import Calendar


@dataclass(frozen=True)
class YearCell:
    """One date of the picture; ``kind`` is that of the calendar."""

    date: date
    kind: str
    is_working: bool
    why: str
    is_today: bool


@dataclass(frozen=True)
class YearMonth:
    """One month in weeks of seven, Monday first; None outside the month."""

    year: int
    month: int
    weeks: list[list[YearCell | None]]
    working: int


def year_of(calendar: Calendar, year: int, today: date) -> list[YearMonth]:
    """Return the months of a year that the calendar knows, none for another year."""
    if not calendar.first_date.year <= year <= calendar.last_date.year:
        return []
    return [_month(calendar, year, month, today) for month in range(1, 13)]


def _month(calendar: Calendar, year: int, month: int, today: date) -> YearMonth:
    weeks = [
        [_cell(calendar, date(year, month, number), today) if number else None for number in week]
        for week in months.Calendar(firstweekday=0).monthdayscalendar(year, month)
    ]
    working = sum(1 for week in weeks for cell in week if cell and cell.is_working)
    return YearMonth(year, month, weeks, working)


def _cell(calendar: Calendar, day: date, today: date) -> YearCell:
    row = calendar.row(day)
    plain = row.kind in (DayKind.WEEKDAY, DayKind.WEEKEND)
    label = str(DAY_LABELS[DayKind(row.kind)])
    why = "" if plain else f"{label} {row.name}".strip()
    return YearCell(day, str(row.kind), row.is_working, why, day == today)
