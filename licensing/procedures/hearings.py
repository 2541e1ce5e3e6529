# SPDX-License-Identifier: Apache-2.0
"""Hearings (听证): told of, asked for or given up, scheduled, held, recorded."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import (
    locked,
    require_applicant,
    require_no_stake,
    require_reviewing,
)
from licensing.cases.models import Case
from licensing.cases.notices import tell_applicant, tell_staff
from licensing.cases.terms import HEARING_HOLD, HEARING_REQUEST
from licensing.procedures import states
from licensing.procedures.models import Hearing
from licensing.procedures.states import PENDING_HEARING, HearingState
from licensing.review.extension import due_text
from portal.kernel import clock, wording
from portal.kernel.absences.queries import holders_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.actions.pauses import close_pause, open_pause
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Clock, TermState, Unit
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context
from portal.kernel.subjects import Subject
from portal.kernel.uploads.actions import receive
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.deadlines.terms.models import Pause
    from portal.kernel.uploads.inspection import CleanFile


HEARING = "听证"


XK47 = "行政许可法第四十七条"


#: A plan is wanted even while the calendar of the holding period is not published.
PLAN_WITHOUT_CALENDAR = timedelta(days=30)


@act
def tell_of_hearing(*, case: Case, ground: str, by: User, at: datetime) -> Hearing:
    """Tell the applicant in writing of the right to a hearing; the days to ask begin.

    Raises Refused for an item that is no licence and while another hearing is pending.
    """
    case = locked(case)
    require_reviewing(case, by)
    if not regime_of(case.version).art45_pauses:
        raise Refused("no_hearing", _("这个事项不是行政许可，不适用行政许可听证。"))
    if case.hearings.filter(state__in=PENDING_HEARING).exists():
        raise Refused("hearing_pending", _("这个办件已经有一次听证在进行。"))
    why = wording.reason(
        ground, "ground", most=300, message=_("请写明告知听证的事由。"), code="ground_required"
    )
    day = clock.local_date(at)
    hearing = Hearing.objects.create(
        subject=Subject.objects.begin("licensing.hearing"),
        case=case,
        ground=why,
        told_on=day,
    )
    term = clocks.start_by_rule(
        subject=hearing.subject,
        term=HEARING_REQUEST,
        rule="hearing_request_days",
        started_on=day,
        at=at,
    )
    event = record(
        subject=hearing.subject,
        verb="licensing.hearing.tell",
        by=by,
        to_state=HearingState.TOLD,
        facts={"case": case.pk},
        citation=XK47,
        effective_on=day,
        on_behalf_of=case.applicant,
    )
    due = day_or_limit(term.due_on, term.limit)
    issue(case, "hearing_right", by=by, ground=hearing.ground, due=due)
    tell_applicant(case, event, "hearing_right", due=due)
    return hearing


def locked_hearing(hearing: Hearing) -> tuple[Case, Hearing]:
    """Lock the case and reload the hearing."""
    case = locked(hearing.case)
    held = (
        Hearing.objects.select_for_update(of=("self",))
        .select_related("subject", "pause__subject", "case", "host__staff")
        .get(pk=hearing.pk)
    )
    return case, held


@act
def ask_for_hearing(*, hearing: Hearing, by: User, at: datetime) -> Hearing:
    """Ask for the hearing: it stops the clock until its record is in, and must be held in time.

    Raises Refused after the last day to ask.
    """
    case, held = locked_hearing(hearing)
    require_applicant(case, by)
    states.HEARING.require("ask", held.state)
    day = clock.local_date(at)
    asked = Term.objects.filter(
        subject=held.subject, kind=HEARING_REQUEST.code, state=TermState.RUNNING
    ).first()
    if asked is not None and asked.due_on is not None and day > asked.due_on:
        raise Refused("hearing_too_late", _("要求听证的期限已经过了。"))
    clocks.end(subject=held.subject, codes=(HEARING_REQUEST.code,), on=day, at=at)
    hold = clocks.start_by_rule(
        subject=held.subject,
        term=HEARING_HOLD,
        rule="hearing_hold_days",
        started_on=day,
        at=at,
    )
    pause = _stop_clock(case, hold.due_on or day + PLAN_WITHOUT_CALENDAR, by, at)
    event = states.HEARING.apply(
        held,
        "ask",
        by=by,
        at=at,
        context=Context(facts={"case": case.pk}, on_behalf_of=case.applicant),
        requested_on=day,
        pause=pause,
    )
    due = day_or_limit(hold.due_on, hold.limit)
    tell_applicant(case, event, "hearing_asked", due=due)
    heads = holders_of(case.organ_id, Role.APPROVER)
    tell_staff(case, event, "hearing_wanted", heads, due=due)
    return held


def _stop_clock(case: Case, planned_end: date, by: User, at: datetime) -> Pause | None:
    """Open the pause of the hearing; None when the limits are past already: the right to be
    heard stays, but a pause never forgives lateness."""
    day = clock.local_date(at)
    limits = Term.objects.running().filter(
        subject=case.subject, stops__in=(Clock.STATUTORY, Clock.PROMISED)
    )
    if limits and all(term.due_on is not None and term.due_on < day for term in limits):
        return None
    return open_pause(
        subject=case.subject,
        pause_kind=HEARING,
        first_day=day,
        planned_end=planned_end,
        stops=(Clock.STATUTORY, Clock.PROMISED),
        by=by,
        at=at,
    )


@act
def give_up_hearing(*, hearing: Hearing, by: User, at: datetime) -> Hearing:
    """Say that no hearing is wanted, or take the request back; the clock runs on."""
    case, held = locked_hearing(hearing)
    require_applicant(case, by)
    verb = "decline" if held.state == HearingState.TOLD else "take_back"
    _waive(case, held, verb, by, at)
    return held


@act
def lapse_hearing(*, hearing: Hearing, at: datetime) -> bool:
    """Silence past the last day to ask: the right is given up. Returns False when answered."""
    case, held = locked_hearing(hearing)
    if held.state != HearingState.TOLD:
        return False
    _waive(case, held, "lapse", None, at)
    return True


def _waive(case: Case, hearing: Hearing, verb: str, by: User | None, at: datetime) -> None:
    day = clock.local_date(at)
    states.HEARING.require(verb, hearing.state)
    codes = (HEARING_REQUEST.code, HEARING_HOLD.code)
    clocks.cancel(subject=hearing.subject, on=day, at=at, codes=codes)
    if hearing.pause is not None:
        close_pause(pause=hearing.pause, last_day=day, by=by, at=at)
    event = states.HEARING.apply(
        hearing,
        verb,
        by=by,
        at=at,
        context=Context(facts={"case": case.pk}, on_behalf_of=case.applicant),
    )
    tell_applicant(case, event, "hearing_waived", due=due_text(case))


def cancel_hearings(*, case: Case, at: datetime) -> None:
    """Stop the pending hearing of a case that has ended; its pause is closed by the caller."""
    pending = case.hearings.filter(state__in=PENDING_HEARING).select_related("subject")
    for hearing in pending:
        states.HEARING.apply(hearing, "cancel", by=None, at=at)
        clocks.cancel(subject=hearing.subject, on=clock.local_date(at), at=at)


# -- Holding a hearing (听证): time and place told ahead, a host without a stake, a signed record ---


def earliest_day(on: date) -> date:
    """Return the first day for a hearing that is told on a day (行政许可法 48).

    Raises CalendarNotPublished when it lies past the known calendar.
    """
    book = rule_book(on)
    spec = TermSpec(
        book.value("hearing_notice_days"), Unit(book.unit("hearing_notice_days")), on, rolls=False
    )
    found = evaluate(spec, calendar.current()).due_on
    if found is None:
        raise ValueError("a period without pauses ends on a day")
    return found


def _require_day(hearing: Hearing, on: date, today: date) -> None:
    """Refuse a day before the notice has run, and one past the days in which it must be held.

    When it is too late to keep both, the notice goes first.
    """
    earliest = earliest_day(today)
    if on < earliest:
        raise Invalid(
            "notice_too_short",
            _("听证须提前通知，今天通知的最早%(day)s举行。") % {"day": long_day(earliest)},
            "starts_at",
        )
    hold = Term.objects.filter(
        subject=hearing.subject, kind=HEARING_HOLD.code, state=TermState.RUNNING
    ).first()
    last = hold.due_on if hold is not None else None
    if last is not None and earliest <= last < on:
        raise Invalid(
            "hearing_after_limit",
            _("听证最迟%(day)s举行。") % {"day": long_day(last)},
            "starts_at",
        )


def _require_host(case: Case, host: User) -> None:
    """Refuse a host of another organ, one who reviews the case, or one with a stake in it."""
    staff = host.staff_member
    if staff is None or not host.is_active or staff.organ_id != case.organ_id:
        raise Invalid("host_of_organ", _("主持人须是本部门的工作人员。"), "host")
    if case.steps.filter(handler=host).exists():
        raise Invalid(
            "host_reviews", _("主持人不能是审查这个办件的人员（行政许可法第四十八条）。"), "host"
        )
    require_no_stake(case, host)


@act
def schedule_hearing(
    *, hearing: Hearing, starts_at: datetime, place: str, host: User, by: User, at: datetime
) -> Hearing:
    """Tell time, place and host, early enough; a second call moves the hearing and tells again.

    Raises Invalid for a day that is too early or past the limit, and for a host who reviews.
    """
    case, held = locked_hearing(hearing)
    require_reviewing(case, by)
    states.HEARING.require("schedule", held.state)
    where = wording.reason(
        place, "place", least=2, most=200, message=_("请写明听证地点。"), code="place_required"
    )
    _require_day(held, clock.local_date(starts_at), clock.local_date(at))
    _require_host(case, host)
    event = states.HEARING.apply(
        held,
        "schedule",
        by=by,
        at=at,
        context=Context(
            facts={"case": case.pk, "on": clock.local_date(starts_at).isoformat()},
            on_behalf_of=case.applicant,
        ),
        starts_at=starts_at,
        place=where,
        host=host,
    )
    local = clock.local(starts_at)
    when = f"{long_day(local.date())}{local:%H:%M}"
    issue(
        case,
        "hearing_notice",
        by=by,
        when=when,
        place=held.place,
        host=host.name,
        ground=held.ground,
    )
    tell_applicant(case, event, "hearing_scheduled", when=when, place=held.place)
    return held


@act
def hold_hearing(
    *,
    hearing: Hearing,
    signed_record: CleanFile | None,
    finding: str,
    by: User,
    at: datetime,
) -> Hearing:
    """Take in the signed record of a hearing that was held; the clock of the case runs on.

    Raises Refused before its day, Invalid without the record or the finding.
    """
    case, held = locked_hearing(hearing)
    require_reviewing(case, by)
    states.HEARING.require("hold", held.state)
    day = clock.local_date(at)
    if held.starts_at is None or held.starts_at > at:
        raise Refused("hearing_to_come", _("听证还没有举行，不能交回笔录。"))
    if signed_record is None:
        raise Invalid("record_required", _("请上传经签字的听证笔录。"), "record")
    found = wording.reason(
        finding, "finding", most=500, message=_("请写明听证意见。"), code="finding_required"
    )
    held_on = clock.local_date(held.starts_at)
    clocks.end(subject=held.subject, codes=(HEARING_HOLD.code,), on=held_on, at=at)
    if held.pause is not None:
        close_pause(pause=held.pause, last_day=day, by=by, at=at)
    upload = receive(file=signed_record, by=by)
    event = states.HEARING.apply(
        held,
        "hold",
        by=by,
        at=at,
        context=Context(
            facts={"case": case.pk, "record": upload.sha256},
            effective_on=held_on,
            on_behalf_of=case.applicant,
        ),
        record=upload,
        finding=found,
        recorded_on=day,
    )
    tell_applicant(case, event, "hearing_held", due=due_text(case))
    return held
