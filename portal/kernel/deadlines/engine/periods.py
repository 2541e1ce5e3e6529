# SPDX-License-Identifier: Apache-2.0
"""The arithmetic of legal periods. Pure: values in, values out, no database and no clock.

Days are handled as proleptic numbers (``date.toordinal()``), working days as ordinals of the
calendar, so that every rule is an addition. Sources: 民法典 200-204, 行政许可法 42, 45, 82.
"""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from portal.kernel.clock import local_date
from portal.kernel.deadlines.engine.spans import Block, ExtensionSpan, PauseSpan, TermSpec, merged
from portal.kernel.deadlines.words import TermStanding, Unit
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.kernel.deadlines.engine.calendar import Calendar

__all__ = [
    "ExtensionSpan",
    "PauseSpan",
    "Result",
    "TermSpec",
    "Unit",
    "add_months",
    "evaluate",
    "latest_day_before",
]

#: A light turns yellow at this share of the limit, at least one day (city value, law.md 9).
_SOON_SHARE = 5
_MONTHS_OF = {Unit.MONTHS: 1, Unit.YEARS: 12}
_HOURS_A_DAY = 24
#: The due date so far while it lies past the known calendar: later than any day.
_BEYOND = date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class Result:
    """A period worked out.

    ``due_on`` is None while an open pause lies on the period; then ``frozen_remaining`` keeps
    the days that are left and ``look_at`` the day on which the pause should have ended.
    ``length`` is the limit with its relief and extension in countable days (for months and
    years in calendar days, for hours in hours). ``blocks`` are the pauses that counted.
    ``as_told``: the limit was used up before the day that stands in writing, which holds.
    """

    spec: TermSpec
    calendar: Calendar
    due_on: date | None
    length: int
    blocks: tuple[Block, ...]
    extended: bool
    last_counted: date | None = None
    due_at: datetime | None = None
    frozen_remaining: int | None = None
    look_at: date | None = None
    as_told: bool = False

    @property
    def due_ordinal(self) -> int | None:
        """The ordinal of the due date; raises CalendarNotPublished past the known years."""
        return None if self.due_on is None else self.calendar.ordinal(self.due_on.toordinal())

    @property
    def soon(self) -> int:
        """The number of remaining days from which on the period is due soon."""
        return soon_from(self.length, self.spec.unit)

    @property
    def pause_days(self) -> int:
        """The countable days that closed pauses took out of the period."""
        start = self.spec.started_on.toordinal() + 1
        return sum(
            self.count(max(block.first, start), block.last)
            for block in self.blocks
            if block.last is not None
        )

    def remaining(self, today: date) -> int:
        """Return the countable days after today up to the due date.

        Past the due date it is 0 or less: minus the countable days since. It may exceed the
        limit by the days that a rest day moved the end. Frozen while a pause is open.
        """
        if self.due_on is None:
            return self.frozen_remaining or 0
        due = self.due_on.toordinal()
        now = max(today.toordinal(), self.spec.started_on.toordinal())
        if now > due:
            return -self.count(due + 1, now)
        paused = sum(
            self.count(max(block.first, now + 1), min(block.last, due))
            for block in self.blocks
            if block.last is not None and block.last > now
        )
        return self.count(now + 1, due) - paused

    def standing(self, today: date) -> TermStanding:
        """Return paused, overdue, due_soon or running, in this order of precedence."""
        number = today.toordinal()
        if self.due_on is not None and today > self.due_on:
            return TermStanding.OVERDUE
        if any(block.covers(number) for block in self.blocks):
            return TermStanding.PAUSED
        if self.remaining(today) <= self.soon:
            return TermStanding.DUE_SOON
        return TermStanding.RUNNING

    def count(self, first: int, last: int) -> int:
        """Count days of the unit from first to last, both included, pauses not regarded."""
        if last < first:
            return 0
        if self.spec.unit == Unit.WORKING:
            return self.calendar.working_between(first, last)
        return last - first + 1


def soon_from(length: int, unit: str) -> int:
    """Return a fifth of the length rounded up, at least 1; in days, for hours in whole days."""
    share = _SOON_SHARE * _HOURS_A_DAY if unit == Unit.HOURS else _SOON_SHARE
    return max(1, -(-length // share))


def add_months(day: date, count: int) -> date:
    """Return the corresponding day ``count`` months on, or the month's end (民法典 202)."""
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def evaluate(
    spec: TermSpec,
    calendar: Calendar,
    pauses: Iterable[PauseSpan] = (),
    extension: ExtensionSpan | None = None,
) -> Result:
    """Work out a period: its limit and relief, its pauses, its extension, what was told in writing.

    Pauses are merged and folded in order; the first that begins after the due date so far
    ends the fold, so a pause never forgives lateness. An extension counts only when it was
    decided on or before the due date and not inside a pause. Raises CalendarNotPublished when
    a needed day lies past the last announced year, ValueError for hours with pauses.
    """
    spans = [pause for pause in pauses if pause.stops]
    if spec.unit == Unit.HOURS:
        return _not_before_told(_hours(spec, calendar, spans, extension))
    fold = _Fold(spec, calendar, spans, 0)
    if extension is not None and _extends(fold, spans, extension):
        fold = _Fold(spec, calendar, spans, extension.days)
    return _not_before_told(fold.result())


def _not_before_told(result: Result) -> Result:
    told = result.spec.told
    if told is None or result.due_on is None or result.due_on >= told:
        return result
    return replace(result, due_on=told, due_at=None, as_told=True)


def latest_day_before(
    end: date, limit: int, unit: Unit, calendar: Calendar | None = None, *, rolls: bool = True
) -> date:
    """Return the last day to act when one must act ``limit`` units before ``end``.

    Counted back from the end, its own day not counted. A rest day moves on to the next
    working day and never back: the count is never shortened against the applicant. Without
    ``rolls`` no calendar is needed, except for working days. Raises as ``evaluate`` does.
    """
    number = end.toordinal()
    if limit == 0:
        return end
    if unit == Unit.WORKING:
        known = _needed(calendar)
        return date.fromordinal(known.day_of(known.ordinal_before(number) + 1 - limit))
    if unit in _MONTHS_OF:
        number = add_months(end, -limit * _MONTHS_OF[unit]).toordinal()
    else:
        number -= limit
    if rolls:
        number = min(_needed(calendar).working_on_or_after(number), end.toordinal())
    return date.fromordinal(number)


class _Fold:
    """The pauses laid over a period one after another.

    ``raw`` is the ordinal (working days) or day number at which the limit is used up, ``due``
    the day number of the due date so far, ``frozen`` the days left when a pause is open.
    """

    __slots__ = (
        "blocks",
        "calendar",
        "due",
        "extra",
        "frozen",
        "length",
        "raw",
        "spec",
        "start",
        "unknown",
    )

    def __init__(
        self, spec: TermSpec, calendar: Calendar, spans: Sequence[PauseSpan], extra: int
    ) -> None:
        self.spec, self.calendar, self.extra = spec, calendar, extra
        self.start = spec.started_on.toordinal()
        self.frozen: int | None = None
        self.unknown: CalendarNotPublished | None = None
        self.blocks: list[Block] = []
        if spec.unit == Unit.WORKING:
            self.length = spec.limit + spec.relief + extra
            self.raw = calendar.ordinal(self.start) + self.length
        else:
            self.raw = self._end_by_date() + extra
            self.length = self.raw - self.start
        self.due = self._due()
        if self.length == 0:
            # Merged with an earlier one, a pause from tomorrow on would seem to begin today.
            spans = [span for span in spans if span.first_day <= spec.started_on]
        for block in merged(spans):
            if block.first > self._last_possible() or self.frozen is not None:
                break
            self._lay(block)

    def _last_possible(self) -> int:
        """Return the day up to which a pause surely begins before the due date so far."""
        if self.unknown is not None and self.spec.unit != Unit.WORKING:
            return self.raw
        return self.due

    def _end_by_date(self) -> int:
        if self.spec.unit in _MONTHS_OF:
            count = self.spec.limit * _MONTHS_OF[self.spec.unit]
            return add_months(self.spec.started_on, count).toordinal() + self.spec.relief
        return self.start + self.spec.limit + self.spec.relief

    def _due(self) -> int:
        if self.length == 0:
            return self.start
        self.unknown = None
        try:
            if self.spec.unit == Unit.WORKING:
                return self.calendar.day_of(self.raw)
            return self.calendar.working_on_or_after(self.raw) if self.spec.rolls else self.raw
        except CalendarNotPublished as unknown:
            # Not yet an error: an open pause on the known days removes the due date anyway.
            self.unknown = unknown
            return _BEYOND

    def _lay(self, block: Block) -> None:
        self.blocks.append(block)
        first = max(block.first, self.start + 1)
        if block.last is None:
            self.frozen = self._left_before(first)
        elif block.last < first or self.length == 0:
            return
        elif self.spec.unit == Unit.WORKING:
            self.raw += self.calendar.working_between(first, block.last)
            self.due = self._due()
        elif first <= self.raw:
            self.raw += block.last - first + 1
            self.due = self._due()
        elif self.due <= block.last:
            # The limit was used up on a rest day and the pause lies on the working day to
            # which the end had moved: the end moves on behind the pause.
            self.due = self.calendar.working_on_or_after(block.last + 1)

    def _left_before(self, first: int) -> int:
        if self.spec.unit == Unit.WORKING:
            return self.raw - self.calendar.ordinal(first - 1)
        return max(0, self.raw - first + 1)

    def result(self) -> Result:
        """Return the outcome as a value; raises CalendarNotPublished when it is not known."""
        known = self.frozen is None
        if known and self.unknown is not None:
            raise self.unknown
        open_block = None if known else self.blocks[-1]
        counted = self.due if self.spec.unit == Unit.WORKING or self.length == 0 else self.raw
        return Result(
            spec=self.spec,
            calendar=self.calendar,
            due_on=date.fromordinal(self.due) if known else None,
            length=self.length,
            blocks=tuple(self.blocks),
            extended=self.extra > 0,
            last_counted=date.fromordinal(counted) if known else None,
            frozen_remaining=self.frozen,
            look_at=open_block.look_at if open_block else None,
        )


def _extends(fold: _Fold, spans: Sequence[PauseSpan], extension: ExtensionSpan) -> bool:
    if extension.is_granted:
        return True
    if any(span.covers(extension.decided_on) for span in spans):
        return False
    return fold.frozen is not None or extension.decided_on.toordinal() <= fold.due


def _hours(
    spec: TermSpec,
    calendar: Calendar,
    spans: Sequence[PauseSpan],
    extension: ExtensionSpan | None,
) -> Result:
    if spans or spec.started_at is None:
        raise ValueError("hours run from a stated moment and know no pauses")
    length = spec.limit + spec.relief * _HOURS_A_DAY
    due_at = spec.started_at + timedelta(hours=length)
    extended = extension is not None and (
        extension.is_granted or extension.decided_on <= local_date(due_at)
    )
    if extension is not None and extended:
        length += extension.days * _HOURS_A_DAY
        due_at += timedelta(days=extension.days)
    return Result(
        spec=spec,
        calendar=calendar,
        due_on=local_date(due_at),
        length=length,
        blocks=(),
        extended=extended,
        last_counted=local_date(due_at),
        due_at=due_at,
    )


def _needed(calendar: Calendar | None) -> Calendar:
    if calendar is None:
        raise ValueError("working days need a calendar")
    return calendar
