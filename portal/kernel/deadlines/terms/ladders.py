# SPDX-License-Identifier: Apache-2.0
"""The reminder ladders as data. Pure.

Each ladder has a name that a term kind refers to; its last rung is always "overdue". Source:
ZY 41 (reminders of steps and of certificates that expire); the steps are the city's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel.deadlines.words import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from portal.kernel.deadlines.engine.periods import Result


@dataclass(frozen=True)
class Rung:
    """One step: reached when the remaining days are down to a share of the limit or a number.

    ``percent`` of the length, or ``days``; the due day itself is 0 days, overdue -1.
    ``before`` are calendar days before the due date, whatever the unit of the period.
    """

    code: str
    label: StrOrPromise
    percent: int | None = None
    days: int = 0
    before: int | None = None


DUE = "due"


OVERDUE = "overdue"


NONE, HANDLER, HOLDER = "", "handler", "holder"


_ENDS = (Rung(DUE, _("今日到期"), days=0), Rung(OVERDUE, _("已超期"), days=-1))


#: Whoever works on something or waits for it; whoever holds a licence that expires.
LADDERS = {
    HANDLER: (
        Rung("half", _("时限过半"), percent=50),
        Rung("three_days", _("还有3日到期"), days=3),
        Rung("one_day", _("还有1日到期"), days=1),
        *_ENDS,
    ),
    HOLDER: (
        Rung("ninety_days", _("还有90日到期"), before=90),
        Rung("sixty_days", _("还有60日到期"), before=60),
        Rung("thirty_days", _("还有30日到期"), before=30),
        *_ENDS,
    ),
}


#: Kinds that remind nobody keep the places of this ladder, all empty but the last.
_SILENT = HANDLER


def rungs_of(ladder: str) -> tuple[Rung, ...]:
    """Return a ladder's rungs in order; raises KeyError for an unknown name."""
    return LADDERS[ladder or _SILENT]


def codes_of(ladder: str) -> tuple[str, ...]:
    """Return the codes of a ladder's rungs in order; raises KeyError for an unknown name."""
    return tuple(rung.code for rung in rungs_of(ladder))


def label_of(code: str) -> StrOrPromise:
    """Return a rung's name for people; raises KeyError for an unknown code."""
    return {rung.code: rung.label for rungs in LADDERS.values() for rung in rungs}[code]


# -- The days on which a period reaches the rungs of its ladder. Pure --------------------------


def days_of(result: Result, *, ladder: str) -> list[date | None]:
    """Return the day on which each rung of a ladder is reached, in its order.

    Without a ladder only the overdue rung has a day. Empty when there is no due date.
    """
    due = result.due_on
    if due is None:
        return []
    return [
        _day(rung, result, due) if ladder or rung.code == OVERDUE else None
        for rung in rungs_of(ladder)
    ]


def _day(rung: Rung, result: Result, due: date) -> date:
    if rung.code == OVERDUE and result.due_at is not None:
        # Hours run out within the day; the sweep looks at the moment itself.
        return due
    if rung.before is not None:
        return due - timedelta(days=rung.before)
    if rung.percent is None and rung.days <= 0:
        return due - timedelta(days=rung.days)
    left = rung.days if rung.percent is None else _length_in_days(result) * rung.percent // 100
    return _first_day_with(left, result, due)


def _length_in_days(result: Result) -> int:
    return result.length // 24 if result.spec.unit == Unit.HOURS else result.length


def _first_day_with(left: int, result: Result, due: date) -> date:
    """Return the first day on which no more than ``left`` countable days remain."""
    working = result.spec.unit == Unit.WORKING
    ordinal = result.calendar.ordinal
    start = result.spec.started_on.toordinal()
    at = (ordinal(due.toordinal()) if working else due.toordinal()) - left
    closed = [(block.first, block.last) for block in result.blocks if block.last is not None]
    for first, last in reversed(closed):
        if at > (ordinal(last) if working else last):
            break
        at -= result.count(max(first, start + 1), last)
    if not working:
        return date.fromordinal(at)
    return date.fromordinal(result.calendar.day_of(at)) if at > 0 else result.calendar.first_date


def reached(rungs: Sequence[date | None], on: date) -> int:
    """Return the position (from 1) of the highest rung reached on a day, 0 for none."""
    return max(
        (number for number, day in enumerate(rungs, 1) if day is not None and day <= on), default=0
    )


def next_day(rungs: Sequence[date | None], done: int) -> date | None:
    """Return the first day on which a rung above ``done`` is reached, None when none is left."""
    return min((day for day in rungs[done:] if day is not None), default=None)
