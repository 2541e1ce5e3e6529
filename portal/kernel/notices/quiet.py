# SPDX-License-Identifier: Apache-2.0
"""The city's rules about still hours: ``quiet_<channel>_from`` and ``_to`` (0 to 24, Shanghai
time) and the switch ``quiet_<channel>_rest_days``.

A channel whose rules are off or lacking is never still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.notices.stored import current
from portal.kernel.errors import CalendarNotPublished
from portal.kernel.notices.quiet_hours import Quiet

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.city_rules import RuleBook

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
