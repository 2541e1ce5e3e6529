# SPDX-License-Identifier: Apache-2.0
"""Special procedures (特别程序) and the one extension."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licensing import documents, states
from licensing.actions.guards import locked, require_organ, require_short
from licensing.notices import tell_applicant
from portal.kernel import clock
from portal.kernel.access import Role, roles_of
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.actions import close_pause, extend_term, open_pause
from portal.kernel.deadlines.models import Pause, Term
from portal.kernel.deadlines.words import Clock, TermState
from portal.kernel.errors import Invalid, Refused
from services import regimes

if TYPE_CHECKING:
    from datetime import date, datetime

    from licensing.models import Case
    from portal.kernel.accounts.models import User
    from services.models import OfferingVersion


#: A plan is told in writing and watched; one of many years would hide the case (city's own).
LONGEST_PLAN = timedelta(days=366)


def stops_of(version: OfferingVersion, kind: str) -> frozenset[str]:
    """Return which clocks a procedure stops for an item: as published, else as the law says."""
    row = version.special_procedures.filter(kind=kind).first()
    statutory, promised = (
        (row.stops_statutory, row.stops_promised)
        if row is not None
        else regimes.stops(kind, under=regimes.regime_of(version), claimed=False)
    )
    named = ((Clock.STATUTORY, statutory), (Clock.PROMISED, promised))
    return frozenset(name for name, is_stopped in named if is_stopped)


def due_text(case: Case) -> str:
    """Return the date of the running promise, else of the statutory limit, as people read it."""
    terms = {
        term.kind: term
        for term in Term.objects.filter(subject=case.subject, state=TermState.RUNNING)
    }
    term = terms.get("promised") or terms.get("statutory")
    return day_or_limit(term.due_on, term.limit) if term is not None else ""


def _require_reviewing(case: Case, by: User) -> None:
    held = roles_of(by) & {Role.REVIEWER, Role.EXAMINER, Role.APPROVER}
    require_organ(case, by, next(iter(held), Role.REVIEWER))
    if case.state not in states.BEFORE_DECISION:
        raise Refused("wrong_state", _("只有受理之后、决定之前可以这样做。"))


@transaction.atomic
def open_procedure(*, case: Case, kind: str, planned_end: date, by: User, at: datetime) -> Pause:
    """Begin a special procedure that stops the clock, and tell the applicant in writing.

    Which clocks stop is the law's and the catalogue's: a kind that stops none is refused.
    """
    case = locked(case)
    _require_reviewing(case, by)
    day = clock.local_date(at)
    if planned_end > day + LONGEST_PLAN:
        raise Invalid("plan_too_long", _("计划结束日期最多在一年之内。"), "planned_end")
    stops = stops_of(case.version, kind)
    if not stops:
        raise Refused(
            "no_pause",
            _("“%(kind)s”不属于可以停止计时的特别程序，办理时限照常计算。") % {"kind": kind},
        )
    pause = open_pause(
        subject=case.subject,
        pause_kind=kind,
        first_day=day,
        planned_end=planned_end,
        stops=stops,
        by=by,
        at=at,
    )
    event = record(
        subject=case.subject,
        verb="licensing.procedure.open",
        by=by,
        facts={"kind": kind, "planned_end": planned_end.isoformat(), "stops": sorted(stops)},
        citation="行政许可法第四十五条",
        effective_on=day,
        on_behalf_of=case.applicant,
    )
    documents.issue(
        case,
        "procedure_notice",
        by=by,
        procedure=kind,
        started=long_day(day),
        planned=long_day(planned_end),
        stops_statutory=Clock.STATUTORY in stops,
    )
    tell_applicant(case, event, "paused", procedure=kind, planned=long_day(planned_end))
    return pause


@transaction.atomic
def close_procedure(*, case: Case, pause: Pause, by: User, at: datetime) -> Pause:
    """End a special procedure: its result arrived today, the next working day counts again."""
    case = locked(case)
    _require_reviewing(case, by)
    if pause.subject_id != case.subject_id:
        raise Refused("not_this_case", _("这个特别程序不属于这个办件。"))
    day = clock.local_date(at)
    pause = close_pause(pause=pause, last_day=day, by=by, at=at)
    event = record(
        subject=case.subject,
        verb="licensing.procedure.close",
        by=by,
        facts={"kind": pause.kind, "pause": pause.pk},
        effective_on=day,
    )
    tell_applicant(case, event, "resumed", procedure=pause.kind, due=due_text(case))
    return pause


@transaction.atomic
def extend(*, case: Case, days: int, reason: str, by: User, at: datetime) -> None:
    """Extend the statutory period once, by the organ's head, and tell the applicant why.

    Raises Refused past the due date, while paused, or beyond the regime's days.
    """
    case = locked(case)
    require_organ(case, by, Role.APPROVER)
    if case.state not in states.BEFORE_DECISION:
        raise Refused("wrong_state", _("只有受理之后、决定之前可以延期。"))
    most = regimes.regime_of(case.version).statutory_extension_days
    if not 1 <= days <= most:
        raise Invalid("days", _("延期最多%(most)s个工作日。") % {"most": most}, "days")
    if len(reason.strip()) < 4:
        raise Invalid("reason_required", _("请写明延期的理由，理由会告知申请人。"), "reason")
    require_short(reason, "reason")
    day = clock.local_date(at)
    has_statutory = case.version.statutory_days is not None
    extend_term(
        subject=case.subject,
        kind="statutory" if has_statutory else "promised",
        days=days,
        decided_on=day,
        basis="行政许可法第四十二条",
        approver=by,
        at=at,
    )
    event = record(
        subject=case.subject,
        verb="licensing.term.extend",
        by=by,
        facts={"days": days},
        citation="行政许可法第四十二条",
        effective_on=day,
    )
    due = due_text(case)
    documents.issue(case, "extension_notice", by=by, days=days, reason=reason.strip(), due=due)
    tell_applicant(case, event, "extended", days=days, reason=reason.strip(), due=due)
