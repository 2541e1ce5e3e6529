# SPDX-License-Identifier: Apache-2.0
"""When a licence's renewal may be asked for (行政许可法 50), and by which day it is in time. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.kernel.deadlines.engine.periods import add_months, latest_day_before
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from portal.kernel.deadlines.engine.calendar import Calendar


class Timeliness(StrEnum):
    """How a day lies to the window: only ``in_time`` binds the organ to decide before expiry."""

    TOO_EARLY = "too_early"
    IN_TIME = "in_time"
    LATE = "late"
    OVER = "over"


@dataclass(frozen=True)
class RenewalWindow:
    """From the first day on which one may ask to the last on which it is in time."""

    opens_on: date
    closes_on: date
    valid_to: date

    def is_open(self, day: date) -> bool:
        """Tell whether one may ask for the renewal on a day, in time or late."""
        return self.asked_on(day) in (Timeliness.IN_TIME, Timeliness.LATE)

    def asked_on(self, day: date) -> Timeliness:
        """Tell how an application of a day stands."""
        if day > self.valid_to:
            return Timeliness.OVER
        if day < self.opens_on:
            return Timeliness.TOO_EARLY
        return Timeliness.IN_TIME if day <= self.closes_on else Timeliness.LATE


def window(
    valid_to: date, *, opens_days: int, closes_days: int, calendar: Calendar
) -> RenewalWindow:
    """Return the window of a licence whose last day is ``valid_to``; days are natural days.

    Counted back from the last day. A closing day that is a rest day moves on to the next
    working day, so the holder never loses a day; where the calendar is not yet published
    the plain day stands.
    """
    try:
        closes_on = latest_day_before(valid_to, closes_days, Unit.CALENDAR, calendar)
    except CalendarNotPublished:
        closes_on = latest_day_before(valid_to, closes_days, Unit.CALENDAR, rolls=False)
    opens_on = min(valid_to - timedelta(days=opens_days), closes_on)
    return RenewalWindow(opens_on, closes_on, valid_to)


def validity_limit(valid_from: date, valid_to: date) -> tuple[int, Unit, date]:
    """Return limit, unit and start day of the term that ends on the licence's last day.

    Whole years where the calendar allows it, else the exact number of natural days
    (a licence of 29 February has no corresponding day).
    """
    start = valid_from - timedelta(days=1)
    years = valid_to.year - start.year
    if years > 0 and add_months(start, 12 * years) == valid_to:
        return years, Unit.YEARS, start
    return (valid_to - start).days, Unit.CALENDAR, start
