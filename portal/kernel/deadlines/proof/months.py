# SPDX-License-Identifier: Apache-2.0
"""The days of a proof, and its months as a grid for the calendar picture. Pure."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

#: What a counted day beyond the limit belongs to.
RELIEF, EXTENSION = "relief", "extension"


#: Longer walks (validity in years) show the first and the last months only.
_MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class ProofDay:
    """One date of the walk. ``code`` is start, counted, skipped or paused; ``is_due`` marks
    the last day on which the act is in time. ``added`` is relief or extension on the days
    that these added to the limit."""

    date: date
    code: str
    why: str
    source: str
    name: str = ""
    is_due: bool = False
    added: str = ""

    @property
    def counted(self) -> bool:
        """Whether the day used up one of the limit."""
        return self.code == "counted"


@dataclass(frozen=True, slots=True)
class Cell:
    """One date. ``kind`` is start, counted, skipped, paused, due or out (not part of the walk).

    ``note`` is the short word under the number, ``why`` the whole reason.
    """

    date: date
    kind: str
    why: str = ""
    note: str = ""
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """One month; weeks begin on Monday, days of other months are None."""

    year: int
    month: int
    weeks: Sequence[Sequence[Cell | None]]


def month_grid(days: Sequence[ProofDay], today: date | None) -> list[Month]:
    """Lay the days of a proof over whole months."""
    by_date = {day.date: day for day in days}
    keys = sorted({(day.date.year, day.date.month) for day in days})
    if len(keys) > _MOST_MONTHS:
        keys = [*keys[: _MOST_MONTHS // 2], *keys[-_MOST_MONTHS // 2 :]]
    weeks = calendar.Calendar()
    return [
        Month(
            year,
            month,
            [
                [_cell(day, month, by_date, today) for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for year, month in keys
    ]


def _cell(day: date, month: int, days: dict[date, ProofDay], today: date | None) -> Cell | None:
    if day.month != month:
        return None
    found = days.get(day)
    if found is None:
        return Cell(day, "out", is_today=day == today)
    kind = "due" if found.is_due else found.code
    return Cell(day, kind, found.why, _note(found), is_today=day == today)


def _note(day: ProofDay) -> str:
    if day.is_due:
        return _("截止")
    if day.code == "start":
        return _("起算")
    if day.code == "paused":
        return _("暂停")
    if day.added:
        return _("顺延") if day.added == RELIEF else _("延期")
    if day.name:
        return day.name if day.code == "skipped" else _("补班")
    return ""
