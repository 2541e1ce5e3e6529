# SPDX-License-Identifier: Apache-2.0
"""The calendar of working days as numbers. Pure: built from rows, knows no database.

Every date carries its ordinal, the count of working days up to and including it; a rest day
has that of the working day before. The day of an ordinal is the first date that has it, which
is the working day itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.deadlines.words import DayKind
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_SATURDAY = 5
#: Monday to Friday work, Saturday and Sunday rest (as amended in 1995).
WEEK_RULE = "国务院关于职工工作时间的规定（国务院令第174号）第七条"


class CalendarNotLoaded(CalendarNotPublished):
    """A date lies before the first known year; ``year`` is the year that is missing."""

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.code = "calendar_not_loaded"
        self.message = _("%(year)s年的工作日历没有载入，算不出从这一天起的期限。") % {"year": year}


@dataclass(frozen=True, slots=True)
class DayRow:
    """One date with its verdict, the name of the holiday and the notice that says so."""

    date: date
    is_working: bool
    kind: str
    name: str = ""
    source: str = ""


class Calendar:
    """An unbroken run of whole years, from the first known to the last announced.

    Raises ValueError when a day is missing or doubled.
    """

    __slots__ = ("_days", "_ordinals", "_rows", "base", "digest", "last", "last_year", "version")

    def __init__(
        self, rows: Iterable[DayRow], version: int | None = None, digest: str = ""
    ) -> None:
        self._rows: Sequence[DayRow] = sorted(rows, key=lambda row: row.date)
        if not self._rows:
            raise ValueError("a calendar needs days")
        self.version = version
        self.digest = digest
        #: Proleptic number of the first and of the last known day.
        self.base = self._rows[0].date.toordinal()
        self.last = self._rows[-1].date.toordinal()
        self.last_year = self._rows[-1].date.year
        if self.last - self.base + 1 != len(self._rows):
            raise ValueError("a calendar has neither gaps nor doubles")
        self._ordinals: list[int] = []
        self._days: list[int] = []
        for number, row in enumerate(self._rows, self.base):
            if row.is_working:
                self._days.append(number)
            self._ordinals.append(len(self._days))

    @property
    def first_date(self) -> date:
        """The first known day."""
        return self._rows[0].date

    @property
    def last_date(self) -> date:
        """The last day of the last announced year."""
        return self._rows[-1].date

    def ordinal(self, number: int) -> int:
        """Return the working days up to and including a day (given as ``date.toordinal()``).

        Raises CalendarNotPublished past the last announced year, CalendarNotLoaded before the
        first known one.
        """
        if self.base <= number <= self.last:
            return self._ordinals[number - self.base]
        raise self._unknown(number)

    def ordinal_before(self, number: int) -> int:
        """Return the working days before a day, it not included; raises as ``ordinal`` does."""
        return 0 if number == self.base else self.ordinal(number - 1)

    def day_of(self, ordinal: int) -> int:
        """Return the day number of the working day with this ordinal (1 is the first known).

        Raises CalendarNotPublished when the known years have fewer working days.
        """
        if 0 < ordinal <= len(self._days):
            return self._days[ordinal - 1]
        raise self._past_end() if ordinal > 0 else self._before_start()

    def is_working(self, number: int) -> bool:
        """Tell whether the day is a working day; raises as ``ordinal`` does."""
        ordinal = self.ordinal(number)
        return ordinal > 0 and self._days[ordinal - 1] == number

    def working_on_or_after(self, number: int) -> int:
        """Return the day itself when it is a working day, else the next one."""
        return self.day_of(self.ordinal_before(number) + 1)

    def working_between(self, first: int, last: int) -> int:
        """Count working days from ``first`` to ``last``, both included; 0 when last < first."""
        if last < first:
            return 0
        return self.ordinal(last) - self.ordinal_before(first)

    def row(self, day: date) -> DayRow:
        """Return the row of a date; raises as ``ordinal`` does."""
        number = day.toordinal()
        self.ordinal(number)
        return self._rows[number - self.base]

    def notice_of(self, day: date) -> str:
        """Return the source of the nearest named day up to a date: the notice of its year."""
        end = min(day, self.last_date).toordinal() - self.base
        named = (row.source for row in reversed(self._rows[: max(end, 0) + 1]) if row.name)
        return next(named, "")

    def rows(self) -> Sequence[DayRow]:
        """Return all days in order."""
        return self._rows

    def _unknown(self, number: int) -> CalendarNotPublished:
        # Past the end the first missing year is named, whatever year was asked for: it is
        # the one that has to be loaded next.
        if number > self.last:
            return self._past_end()
        return CalendarNotLoaded(date.fromordinal(max(number, 1)).year)

    def _past_end(self) -> CalendarNotPublished:
        return CalendarNotPublished(self.last_year + 1)

    def _before_start(self) -> CalendarNotLoaded:
        return CalendarNotLoaded(self.first_date.year - 1)


def weekday_row(day: date) -> DayRow:
    """Return what a date is by its weekday alone, before any notice."""
    if day.weekday() >= _SATURDAY:
        return DayRow(day, is_working=False, kind=DayKind.WEEKEND, source=WEEK_RULE)
    return DayRow(day, is_working=True, kind=DayKind.WEEKDAY, source=WEEK_RULE)


class _Source:
    """Where the current calendar comes from; the stored one is plugged in at start-up."""

    def __init__(self) -> None:
        self.read: Callable[[], Calendar] | None = None


source = _Source()


def current() -> Calendar:
    """Return the calendar in force, cached by its version.

    Raises RuntimeError when no source has been plugged in (the app is not set up).
    """
    if source.read is None:
        raise RuntimeError("no calendar source")
    return source.read()
