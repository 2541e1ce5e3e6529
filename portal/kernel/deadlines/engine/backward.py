# SPDX-License-Identifier: Apache-2.0
"""Periods that count back from a day: "thirty days before expiry" (行政许可法 50). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.deadlines.engine.periods import latest_day_before, soon_from
from portal.kernel.deadlines.words import TermStanding, Unit

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.engine.spans import TermSpec


@dataclass(frozen=True, slots=True)
class Backward:
    """The last day to act, so long before the day from which the period counts back.

    ``raw`` is the day before a rest day moved it on to the next working day.
    """

    spec: TermSpec
    calendar: Calendar
    due_on: date
    raw: date

    def remaining(self, today: date) -> int:
        """Return the days of the unit after today up to the last day; past it minus those since."""
        due, now = self.due_on.toordinal(), today.toordinal()
        return -self._count(due + 1, now) if now > due else self._count(now + 1, due)

    def standing(self, today: date) -> TermStanding:
        """Return overdue, due_soon or running."""
        if today > self.due_on:
            return TermStanding.OVERDUE
        working = self.spec.unit == Unit.WORKING
        length = self.spec.limit if working else (self.spec.started_on - self.raw).days
        soon = self.remaining(today) <= soon_from(length, self.spec.unit)
        return TermStanding.DUE_SOON if soon else TermStanding.RUNNING

    def _count(self, first: int, last: int) -> int:
        if last < first:
            return 0
        if self.spec.unit == Unit.WORKING:
            return self.calendar.working_between(first, last)
        return last - first + 1


def backward(spec: TermSpec, calendar: Calendar) -> Backward:
    """Count back from the start of a period; raises as the engine does, ValueError for hours."""
    if spec.unit == Unit.HOURS:
        raise ValueError("hours are not counted back")
    asked = (spec.started_on, spec.limit, spec.unit, calendar)
    due = latest_day_before(*asked, rolls=spec.rolls)
    return Backward(spec, calendar, due, latest_day_before(*asked, rolls=False))
