# SPDX-License-Identifier: Apache-2.0
"""Starting, ending, pausing and extending the terms of a subject.

All acts succeed when the calendar is not yet published: the term then keeps start and limit,
its due date stays empty, and the load of the calendar fills it in.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.acts import act, know, once
from portal.kernel.audit.actions import record
from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.terms import rows
from portal.kernel.deadlines.terms.models import Extension, Term
from portal.kernel.deadlines.words import Clock, DueReason, TermState, Unit
from portal.kernel.errors import CalendarNotPublished, Invalid, Refused
from portal.kernel.prepared.writing import add
from portal.kernel.subjects import touch

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.terms.models import TermQuerySet
    from portal.kernel.subjects import Subject


@act
def start_term(
    *,
    subject: Subject,
    kind: str,
    limit: int,
    unit: str = Unit.WORKING,
    started_on: date,
    citation: str,
    at: datetime,
    stops: str = Clock.NONE,
    started_at: datetime | None = None,
    rolls: bool = True,
    is_first: bool = False,
) -> Term:
    """Start a term; ``started_on`` itself is not counted.

    ``is_first`` says that the subject has no pauses, so that they are not looked for. Hours run from ``started_at`` (default: ``at``). Pauses that the subject already has
    count at once. Raises Refused when a term of the kind is running.
    """
    if limit < 0:
        raise Invalid("bad_limit", _("时限不能是负数。"), "limit")
    term = Term(
        subject=subject,
        kind=kind,
        limit=limit,
        unit=Unit(unit),
        started_on=started_on,
        started_at=(started_at or at) if unit == Unit.HOURS else None,
        rolls=rolls,
        stops=Clock(stops),
        citation=citation,
    )
    calendar = calendars.current()
    if is_first:
        know(pauses_key(subject), [])
    pauses = [] if is_first else once(pauses_key(subject), lambda: list(subject.pauses.all()))
    dates = rows.dates_of(term, calendar, pauses, None)
    rows.fill(term, dates, calendar, started_on)
    try:
        add(term)
    except IntegrityError as error:
        if "term_one_running_per_kind" not in str(error):
            raise
        raise Refused("term_running", _("这一时限已经在计时。")) from error
    touch(subject)
    return term


@act
def renew_term(
    *,
    subject: Subject,
    kind: str,
    limit: int,
    started_on: date,
    citation: str,
    ended_on: date,
    at: datetime,
) -> Term:
    """Give a new period of working days, unless the running one of the kind ends no earlier.

    What was told in writing is never taken back (行政许可法 8): the later of the two days holds.
    The running term, where the new one is later, ends on ``ended_on``. Returns the term that runs.
    """
    running = _locked(subject, kind).select_related("extension").first()
    if running is not None and not _outlasts(running, limit, started_on):
        return running
    end_terms(subject=subject, kinds=(kind,), ended_on=ended_on, at=at)
    return start_term(
        subject=subject,
        kind=kind,
        limit=limit,
        started_on=started_on,
        citation=citation,
        stops=running.stops if running is not None else Clock.NONE,
        at=at,
    )


def _outlasts(running: Term, limit: int, started_on: date) -> bool:
    """Tell whether so many working days from a day end later than a term does.

    Where the calendar does not reach, the days themselves are compared: those that the announced
    years do not hold come after all that they do.
    """
    calendar = calendars.current()
    spec = TermSpec(limit, Unit.WORKING, started_on)
    try:
        due = evaluate(spec, calendar).due_on
    except CalendarNotPublished:
        due = None
    if due is not None and running.due_on is not None:
        return due > running.due_on
    if due is None and running.due_on is None:
        used = calendar.working_between(running.started_on.toordinal() + 1, started_on.toordinal())
        return limit > running.length - used
    return due is None


def pauses_key(subject: Subject) -> tuple[str, int]:
    """Return the name under which an act knows the pauses of a subject."""
    return ("pauses", subject.pk)


@act
def end_term(
    *, subject: Subject, kind: str, ended_on: date, at: datetime, outcome: str = TermState.MET
) -> Term | None:
    """End the running term of a kind and return it, None when there is none.

    ``met`` turns into ``met_late`` when it ended after its due date, unless a calendar change
    put that date into the past. ``cancelled`` judges nobody.
    """
    ended = end_terms(subject=subject, kinds=(kind,), ended_on=ended_on, at=at, outcome=outcome)
    return ended[0] if ended else None


@act
def end_terms(
    *,
    subject: Subject,
    kinds: Collection[str] | None,
    ended_on: date,
    at: datetime,
    outcome: str = TermState.MET,
) -> list[Term]:
    """End the running terms of these kinds (None: of every kind) and return those that ran.

    The outcome is judged for each as ``end_term`` says; two statements for any number.
    """
    running = _locked(subject)
    terms = list(running if kinds is None else running.filter(kind__in=kinds))
    for term in terms:
        late = outcome == TermState.MET and _is_late(term, ended_on, at)
        state = TermState.MET_LATE if late else TermState(outcome)
        if state == TermState.MET_LATE and term.overdue_since is None and term.due_on is not None:
            term.overdue_since = term.due_on + timedelta(days=1)
        term.state, term.ended_on, term.sweep_on = state, ended_on, None
    Term.objects.bulk_update(terms, ["state", "ended_on", "sweep_on", "overdue_since"])
    touch(subject)
    return terms


def _is_late(term: Term, ended_on: date, at: datetime) -> bool:
    if term.due_on is None or term.calendar_adjusted:
        return False
    return ended_on > term.due_on if term.due_at is None else at > term.due_at


def cancel_term(*, subject: Subject, kind: str, ended_on: date, at: datetime) -> Term | None:
    """End the running term of a kind without a judgement (withdrawn, transferred)."""
    return end_term(
        subject=subject, kind=kind, ended_on=ended_on, at=at, outcome=TermState.CANCELLED
    )


@act
def extend_term(
    *,
    subject: Subject,
    kind: str,
    days: int,
    decided_on: date,
    basis: str,
    approver: User | None,
    at: datetime,
) -> Term:
    """Extend the running term once, by days of its own unit.

    A statutory term takes the running promised terms of the subject along, as far as they
    are not late already; asking for those again by the same decision changes nothing. Raises
    Refused when there is no such term, it was extended before,
    is paused, or the decision came after the due date; Invalid for no days.
    """
    if days <= 0:
        raise Invalid("bad_days", _("延长的天数应当大于零。"), "days")
    term = _locked(subject, kind).first()
    if term is None:
        raise Refused("no_running_term", _("没有正在计时的这一时限。"))
    if _was_carried(term, days, decided_on):
        return term
    _refuse_extension(term, decided_on)
    terms = [term]
    if term.stops == Clock.STATUTORY:
        promised = _locked(subject).filter(stops=Clock.PROMISED, extension__isnull=True)
        terms += [other for other in promised if _can_extend(other, decided_on)]
    Extension.objects.bulk_create(
        Extension(
            term=one,
            days=days,
            decided_on=decided_on,
            basis=basis,
            approver=approver,
            carried=one is not term,
        )
        for one in terms
    )
    refresh_terms(subject=subject, at=at)
    record(
        subject=subject,
        verb="term.extended",
        by=approver,
        facts={"term": term.pk, "kind": kind, "days": days, "carried": [t.pk for t in terms[1:]]},
        citation=basis,
        effective_on=decided_on,
    )
    return Term.objects.get(pk=term.pk)


def _was_carried(term: Term, days: int, decided_on: date) -> bool:
    same = Extension.objects.filter(term=term, carried=True, days=days, decided_on=decided_on)
    return same.exists()


def require_extendable(*, subject: Subject, kind: str, decided_on: date) -> None:
    """Raise Refused unless ``extend_term`` may extend the term on that day; locks it."""
    term = _locked(subject, kind).first()
    if term is None:
        raise Refused("no_running_term", _("没有正在计时的这一时限。"))
    _refuse_extension(term, decided_on)


def _refuse_extension(term: Term, decided_on: date) -> None:
    if Extension.objects.filter(term=term).exists():
        raise Refused("extended_before", _("时限只能延长一次。"))
    if term.due_reason == DueReason.PAUSED:
        raise Refused("term_paused", _("特别程序进行中，不能延长时限。"))
    if not _can_extend(term, decided_on):
        raise Refused("too_late_to_extend", _("延期应当在到期日前、特别程序以外的日子决定。"))


def _can_extend(term: Term, decided_on: date) -> bool:
    if term.due_on is None:
        return term.due_reason == DueReason.CALENDAR
    pauses = rows.spans_for(term, term.subject.pauses.all())
    paused = any(span.covers(decided_on) for span in pauses)
    return decided_on <= term.due_on and not paused


@act
def refresh_terms(*, subject: Subject, at: datetime) -> list[Term]:
    """Work out the subject's running terms anew and store those that changed."""
    calendar = calendars.current()
    today = clock.local_date(at)
    pauses = list(subject.pauses.all())
    know(pauses_key(subject), pauses)
    changed = []
    for term in _locked(subject).select_related("extension"):
        if rows.refill(term, calendar, pauses, today):
            term.save()
            changed.append(term)
    touch(subject)
    return changed


def _locked(subject: Subject, kind: str | None = None) -> TermQuerySet:
    """Lock the running terms of a subject, always in the same order."""
    terms = Term.objects.running().filter(subject=subject).order_by("pk")
    terms = terms if kind is None else terms.filter(kind=kind)
    return terms.select_for_update(of=("self",))
