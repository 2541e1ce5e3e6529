# SPDX-License-Identifier: Apache-2.0
"""Holding a hearing (听证): time and place told ahead, a host without a stake, a signed record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licensing.actions.hearing_request import locked_hearing
from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import require_no_stake, require_reviewing, require_short
from licensing.cases.notices import tell_applicant
from licensing.cases.terms import HEARING_HOLD
from licensing.review.extension import due_text
from licensing.states import hearing as states_hearing
from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day
from portal.kernel.deadlines.actions.pauses import close_pause
from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState, Unit
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context
from portal.kernel.uploads.actions import receive

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from licensing.cases.models import Case
    from licensing.models.hearing import Hearing
    from portal.kernel.accounts.models import User


def earliest_day(on: date) -> date:
    """Return the first day for a hearing that is told on a day (行政许可法 48).

    Raises CalendarNotPublished when it lies past the known calendar.
    """
    book = rule_book(on)
    spec = TermSpec(
        book.value("hearing_notice_days"), Unit(book.unit("hearing_notice_days")), on, rolls=False
    )
    found = evaluate(spec, calendars.current()).due_on
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


@transaction.atomic
def schedule_hearing(
    *, hearing: Hearing, starts_at: datetime, place: str, host: User, by: User, at: datetime
) -> Hearing:
    """Tell time, place and host, early enough; a second call moves the hearing and tells again.

    Raises Invalid for a day that is too early or past the limit, and for a host who reviews.
    """
    case, held = locked_hearing(hearing)
    require_reviewing(case, by)
    states_hearing.HEARING.require("schedule", held.state)
    if not 2 <= len(place.strip()) <= 200:
        raise Invalid("place_required", _("请写明听证地点。"), "place")
    _require_day(held, clock.local_date(starts_at), clock.local_date(at))
    _require_host(case, host)
    event = states_hearing.HEARING.apply(
        held,
        "schedule",
        by=by,
        at=at,
        context=Context(
            facts={"case": case.pk, "on": clock.local_date(starts_at).isoformat()},
            on_behalf_of=case.applicant,
        ),
        starts_at=starts_at,
        place=place.strip(),
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


@transaction.atomic
def hold_hearing(
    *,
    hearing: Hearing,
    signed_record: UploadedFile[bytes] | None,
    finding: str,
    by: User,
    at: datetime,
) -> Hearing:
    """Take in the signed record of a hearing that was held; the clock of the case runs on.

    Raises Refused before its day, Invalid without the record or the finding.
    """
    case, held = locked_hearing(hearing)
    require_reviewing(case, by)
    states_hearing.HEARING.require("hold", held.state)
    day = clock.local_date(at)
    if held.starts_at is None or held.starts_at > at:
        raise Refused("hearing_to_come", _("听证还没有举行，不能交回笔录。"))
    if signed_record is None:
        raise Invalid("record_required", _("请上传经签字的听证笔录。"), "record")
    if len(finding.strip()) < 4:
        raise Invalid("finding_required", _("请写明听证意见。"), "finding")
    require_short(finding, "finding")
    held_on = clock.local_date(held.starts_at)
    clocks.end(subject=held.subject, codes=(HEARING_HOLD.code,), on=held_on, at=at)
    if held.pause is not None:
        close_pause(pause=held.pause, last_day=day, by=by, at=at)
    upload = receive(file=signed_record, by=by)
    event = states_hearing.HEARING.apply(
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
        finding=finding.strip()[:500],
        recorded_on=day,
    )
    tell_applicant(case, event, "hearing_held", due=due_text(case))
    return held
