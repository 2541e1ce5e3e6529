# SPDX-License-Identifier: Apache-2.0
"""The city's rules about still hours: ``quiet_<channel>_from`` and ``_to`` (0 to 24, Shanghai
time) and the switch ``quiet_<channel>_rest_days``.

A channel whose rules are off or lacking is never still.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from portal.kernel.city_rules import RuleBook


# -- When a channel keeps still, as hours of a day and rest days. Pure -------------------------


@dataclass(frozen=True)
class Quiet:
    """Still from one full hour up to another, over midnight when ``ends`` is the smaller one.

    ``rest_days``: weekends and holidays are still as a whole.
    """

    starts: int = 0
    ends: int = 0
    rest_days: bool = False

    def after(self, at: datetime, is_working: Callable[[date], bool]) -> datetime:
        """Return ``at``, or the first moment after it at which the channel may be used."""
        local = clock.local(at)
        while (later := self._end_of_stillness(local, is_working)) is not None:
            local = later
        return at if local == clock.local(at) else local

    def _end_of_stillness(
        self, local: datetime, is_working: Callable[[date], bool]
    ) -> datetime | None:
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.rest_days and not is_working(local.date()):
            return midnight + timedelta(days=1)
        ends = midnight + timedelta(hours=self.ends)
        if self.starts < self.ends:
            return ends if self.starts <= local.hour < self.ends else None
        if self.starts == self.ends:
            return None
        if local.hour < self.ends:
            return ends
        return ends + timedelta(days=1) if local.hour >= self.starts else None


_SATURDAY = 5


def quiet_of(channel: str, book: RuleBook) -> Quiet:
    """Return when a channel keeps still by the rules in force."""
    first, last = f"quiet_{channel}_from", f"quiet_{channel}_to"
    rest = book.is_on(f"quiet_{channel}_rest_days")
    if not (book.is_on(first) and book.is_on(last)):
        return Quiet(rest_days=rest)
    return Quiet(book.value(first) % 24, book.value(last) % 24, rest)


def not_before(channel: str, at: datetime) -> datetime:
    """Return when something may go out by a channel: ``at`` itself outside its still hours."""
    quiet = quiet_of(channel, rule_book(clock.local_date(at)))
    return quiet.after(at, _works_on)


def _works_on(day: date) -> bool:
    """Tell whether a day is a working day; a year not yet announced has plain weekdays."""
    try:
        return current().row(day).is_working
    except CalendarNotPublished:
        return day.weekday() < _SATURDAY
