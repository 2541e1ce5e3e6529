# SPDX-License-Identifier: Apache-2.0
"""Between rows and the engine: what a term's cached columns must be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.kernel.deadlines.engine.periods import Result, evaluate, soon_from
from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.terms import ladders
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.terms.registry import is_applicants, ladder_of
from portal.kernel.deadlines.words import Clock, DueReason, TermStanding, Unit
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.terms.models import Extension, Pause


@dataclass(frozen=True)
class Dates:
    """The columns of a term that are cached from the engine."""

    due_on: date | None
    due_reason: str
    due_at: datetime | None = None
    due_ordinal: int | None = None
    length: int = 0
    pause_days: int = 0
    look_at: date | None = None
    frozen_remaining: int | None = None
    rungs: list[date | None] = field(default_factory=list)

    def same_as(self, term: Term) -> bool:
        """Tell whether the row already holds these values."""
        return all(getattr(term, name) == getattr(self, name) for name in COLUMNS)


COLUMNS = tuple(Dates.__dataclass_fields__)


def spec_of(term: Term) -> TermSpec:
    """Return the period of a row as a value."""
    return TermSpec(
        term.limit,
        Unit(term.unit),
        term.started_on,
        term.started_at,
        term.rolls,
        term.relief_days,
        term.told_on,
    )


def extension_of(extension: Extension | None) -> ExtensionSpan | None:
    """Return an extension row as a value."""
    if extension is None:
        return None
    return ExtensionSpan(extension.days, extension.decided_on, extension.basis, is_granted=True)


def spans_for(term: Term, pauses: Iterable[Pause]) -> list[PauseSpan]:
    """Return those pauses of a subject that stop the term."""
    return [
        PauseSpan(pause.first_day, pause.last_day, pause.kind, pause.planned_end)
        for pause in pauses
        if (term.stops == Clock.STATUTORY and pause.stops_statutory)
        or (term.stops == Clock.PROMISED and pause.stops_promised)
    ]


def worked_out(
    term: Term, calendar: Calendar, pauses: Iterable[Pause], extension: Extension | None
) -> Result:
    """Run the engine on a row; raises CalendarNotPublished past the known years."""
    return evaluate(spec_of(term), calendar, spans_for(term, pauses), extension_of(extension))


def dates_of(
    term: Term, calendar: Calendar, pauses: Iterable[Pause], extension: Extension | None
) -> Dates:
    """Return what the cached columns must hold; an unknown calendar is a value, not an error."""
    try:
        result = worked_out(term, calendar, pauses, extension)
    except CalendarNotPublished:
        return Dates(None, DueReason.CALENDAR, length=_length(term, extension))
    known = result.due_on is not None
    return Dates(
        due_on=result.due_on,
        due_reason=DueReason.KNOWN if known else DueReason.PAUSED,
        due_at=result.due_at,
        due_ordinal=_ordinal(result),
        length=result.length,
        pause_days=result.pause_days,
        look_at=result.look_at,
        frozen_remaining=result.frozen_remaining,
        rungs=ladders.days_of(result, ladder=ladder_of(term.kind)),
    )


def fill(term: Term, dates: Dates, calendar: Calendar, today: date) -> None:
    """Put new dates into a row (unsaved): its next sweep day, its version when they changed.

    Rungs done under the old date are not done again unless the new date takes them back;
    rungs reached on the start day are never done, since the start itself is told.
    """
    changed = not dates.same_as(term)
    for name in COLUMNS:
        setattr(term, name, getattr(dates, name))
    if dates.due_on is not None and is_applicants(term.kind):
        term.told_on = max(dates.due_on, term.told_on or dates.due_on)
    if dates.rungs:
        done = min(term.rung, ladders.reached(dates.rungs, today))
        term.rung = max(done, ladders.reached(dates.rungs[:-1], term.started_on))
    term.sweep_on = ladders.next_day(dates.rungs, term.rung)
    if not changed:
        return
    term.version += 0 if term._state.adding else 1
    term.calendar_version_id = calendar.version
    if dates.due_on is None or dates.due_on >= today:
        term.overdue_since, term.calendar_adjusted = None, False
    elif term.overdue_since is not None:
        term.overdue_since = dates.due_on + timedelta(days=1)


def refill(term: Term, calendar: Calendar, pauses: Iterable[Pause], today: date) -> bool:
    """Work a running term out anew (unsaved); tell whether the row has changed."""
    before = (term.version, term.rung, term.sweep_on)
    extension = getattr(term, "extension", None)
    fill(term, dates_of(term, calendar, pauses, extension), calendar, today)
    return before != (term.version, term.rung, term.sweep_on)


def _ordinal(result: Result) -> int | None:
    try:
        return result.due_ordinal
    except CalendarNotPublished:
        return None


def _length(term: Term, extension: Extension | None) -> int:
    return term.limit + term.relief_days + (extension.days if extension else 0)


def remaining_of(term: Term, today: date, calendar: Calendar) -> int | None:
    """Return the countable days left of a running term, None when the calendar is missing.

    Exact because the pauses that lie after today are open, and those leave no due date.
    """
    if term.due_on is None:
        return term.frozen_remaining
    if term.unit != Unit.WORKING:
        return (term.due_on - max(today, term.started_on)).days
    if term.due_ordinal is None or today > calendar.last_date:
        return None
    return term.due_ordinal - calendar.ordinal(max(today, term.started_on).toordinal())


def standing_of(term: Term, today: date, calendar: Calendar) -> TermStanding:
    """Return how a running term stands today, as the engine would say."""
    if term.due_reason == DueReason.PAUSED:
        return TermStanding.PAUSED
    if term.due_on is not None and today > term.due_on:
        return TermStanding.OVERDUE
    left = remaining_of(term, today, calendar)
    if left is not None and left <= soon_of(term):
        return TermStanding.DUE_SOON
    return TermStanding.RUNNING


def soon_of(term: Term) -> int:
    """Return the number of remaining days from which on the term is due soon."""
    return soon_from(term.length, term.unit)


# -- The running periods of a list's rows, for pages that show when each is due ----------------


def by_subject(subjects: Iterable[int]) -> dict[int, Term]:
    """Return for each subject its running period that is due first, in one query."""
    rows = Term.objects.running().filter(subject__in=list(subjects))
    found: dict[int, Term] = {}
    for term in rows.order_by("due_on", "pk"):
        found.setdefault(term.subject_id, term)
    return found
