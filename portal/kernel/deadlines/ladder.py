# SPDX-License-Identifier: Apache-2.0
"""The days on which a period reaches the rungs of its ladder. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.kernel.deadlines.ladders import OVERDUE, Rung, rungs_of
from portal.kernel.deadlines.words import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.deadlines.engine.periods import Result


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
