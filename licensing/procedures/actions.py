# SPDX-License-Identifier: Apache-2.0
"""Special procedures (特别程序): opened with a plan and a longest time, ended with evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.guards import locked, require_reviewing
from licensing.cases.notices import tell_applicant
from licensing.cases.terms import PROCEDURE
from licensing.procedures import states
from licensing.procedures.models import Procedure
from licensing.procedures.states import ProcedureState
from licensing.review.extension import due_text
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.actions.pauses import close_pause, open_pause, replan_pause
from portal.kernel.deadlines.engine.spans import ART_45, CODES
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Clock, TermState, Unit
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context
from portal.kernel.subjects import Subject
from portal.kernel.uploads.actions import receive
from services.items import regimes
from services.items.queries import parts_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.uploads.inspection import CleanFile
    from services.items.models.version import OfferingVersion


#: A plan is told in writing and watched; one of many years would hide the case (city's own).
LONGEST_PLAN = timedelta(days=366)


HEARING = "听证"


_CODE_OF = {name: code for code, name in CODES.items()}


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


def kinds_of(version: OfferingVersion) -> list[str]:
    """Return the procedures that stop a clock of an item; hearings have acts of their own."""
    published = {row.kind: row.stops_promised for row in parts_of(version).special_procedures}
    lawful = ART_45 if regimes.regime_of(version).art45_pauses else ()
    kinds = [*(kind for kind, is_stopping in published.items() if is_stopping), *lawful]
    return [kind for kind in dict.fromkeys(kinds) if kind != HEARING]


def longest_of(version: OfferingVersion, kind: str, on: date) -> tuple[int, str]:
    """Return the most working days of a procedure and their source: published, else the city's."""
    row = version.special_procedures.filter(kind=kind).first()
    if row is not None:
        return row.days, "事项公布的特殊环节时间"
    book, code = rule_book(on), f"procedure_days_{_CODE_OF.get(kind, 'testing')}"
    return book.value(code), book.citation(code)


def tell_in_writing(
    case: Case, procedure: Procedure, longest: Term, *, replanned: bool, by: User
) -> None:
    """Tell the applicant in writing: what, by whom, until when planned, and how long at most."""
    issue(
        case,
        "procedure_notice",
        by=by,
        procedure=procedure.kind,
        started=long_day(procedure.pause.first_day),
        planned=long_day(procedure.pause.planned_end),
        longest=day_or_limit(longest.due_on, procedure.longest_days),
        longest_days=procedure.longest_days,
        reason=procedure.reason,
        provider=procedure.provider,
        replanned=replanned,
        stops_statutory=procedure.pause.stops_statutory,
    )


def _check_opening(case: Case, kind: str, planned_end: date, day: date) -> frozenset[str]:
    if kind == HEARING:
        raise Refused("hearing_has_own_acts", _("听证请从“听证”办理：先告知权利，再安排举行。"))
    stops = stops_of(case.version, kind)
    if not stops:
        raise Refused(
            "no_pause",
            _("“%(kind)s”不属于可以停止计时的特别程序，办理时限照常计算。") % {"kind": kind},
        )
    if planned_end > day + LONGEST_PLAN:
        raise Invalid("plan_too_long", _("计划结束日期最多在一年之内。"), "planned_end")
    return stops


def _require_within(longest: Term, planned_end: date, days: int) -> None:
    if longest.due_on is not None and planned_end > longest.due_on:
        raise Invalid(
            "plan_too_long",
            _("这个特别程序最长%(days)s个工作日，计划结束日期最迟%(day)s。")
            % {"days": days, "day": long_day(longest.due_on)},
            "planned_end",
        )


@act
def open_procedure(
    *,
    case: Case,
    kind: str,
    planned_end: date,
    reason: str,
    provider: str,
    by: User,
    at: datetime,
) -> Procedure:
    """Begin a special procedure that stops the clock, and tell the applicant in writing.

    Which clocks stop is the law's and the catalogue's: a kind that stops none is refused. The
    plan may not pass the longest time. ``provider`` is who does it (检验机构, 评审专家组).
    """
    case = locked(case)
    require_reviewing(case, by)
    day = clock.local_date(at)
    stops = _check_opening(case, kind, planned_end, day)
    why = wording.reason(
        reason, "procedure_reason", most=300, message=_("请写明为什么需要这个特别程序。")
    )
    doer = wording.reason(
        provider,
        "provider",
        least=2,
        most=100,
        message=_("请写明由谁承担。"),
        code="provider_required",
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
    days, citation = longest_of(case.version, kind, day)
    procedure = Procedure.objects.create(
        subject=Subject.objects.begin("licensing.procedure"),
        case=case,
        pause=pause,
        kind=kind,
        reason=why,
        provider=doer,
        longest_days=days,
        citation=citation,
    )
    _begin(case, procedure, stops, by, at)
    return procedure


def _begin(case: Case, procedure: Procedure, stops: frozenset[str], by: User, at: datetime) -> None:
    """Start the clock of the longest time, write the event, tell the applicant."""
    pause = procedure.pause
    longest = clocks.start(
        subject=procedure.subject,
        term=PROCEDURE,
        limit=procedure.longest_days,
        started_on=pause.first_day,
        citation=procedure.citation,
        at=at,
    )
    _require_within(longest, pause.planned_end, procedure.longest_days)
    event = record(
        subject=procedure.subject,
        verb="licensing.procedure.open",
        by=by,
        to_state=ProcedureState.OPEN,
        facts={
            "case": case.pk,
            "kind": procedure.kind,
            "planned_end": pause.planned_end.isoformat(),
            "longest_days": procedure.longest_days,
            "stops": sorted(stops),
        },
        citation="行政许可法第四十五条",
        effective_on=pause.first_day,
        on_behalf_of=case.applicant,
    )
    tell_in_writing(case, procedure, longest, replanned=False, by=by)
    planned = long_day(pause.planned_end)
    tell_applicant(case, event, "paused", procedure=procedure.kind, planned=planned)


def locked_open(procedure: Procedure, by: User) -> tuple[Case, Procedure]:
    """Lock and reload a procedure with its case; raises Refused for who may not review it."""
    case = locked(procedure.case)
    require_reviewing(case, by)
    held = (
        Procedure.objects.select_for_update(of=("self",))
        .select_related("subject", "pause__subject", "case")
        .get(pk=procedure.pk)
    )
    return case, held


@act
def close_procedure(
    *,
    procedure: Procedure,
    evidence: CleanFile | None = None,
    report_number: str = "",
    delivered_by: str = "",
    by: User,
    at: datetime,
) -> Procedure:
    """End a special procedure: its result arrived today, the next working day counts again.

    Raises Invalid without evidence: a file, or a report's number and who delivered it.
    """
    case, held = locked_open(procedure, by)
    states.PROCEDURE.require("close", held.state)
    number = wording.optional(report_number, "report_number", most=60)
    giver = wording.optional(delivered_by, "delivered_by", most=100)
    if evidence is None and not (number and giver):
        raise Invalid(
            "evidence_required",
            _("请上传结果文件，或者写明报告编号和送交人，才能结束。"),
            "evidence",
        )
    day = clock.local_date(at)
    close_pause(pause=held.pause, last_day=day, by=by, at=at)
    clocks.end(subject=held.subject, codes=(PROCEDURE.code,), on=day, at=at)
    event = states.PROCEDURE.apply(
        held,
        "close",
        by=by,
        at=at,
        context=Context(
            facts={"case": case.pk, "pause": held.pause_id},
            effective_on=day,
            on_behalf_of=case.applicant,
        ),
        evidence=receive(file=evidence, by=by) if evidence is not None else None,
        report_number=number,
        delivered_by=giver,
    )
    tell_applicant(case, event, "resumed", procedure=held.kind, due=due_text(case))
    return held


def cancel_procedures(*, case: Case, at: datetime) -> None:
    """Stop the open procedures of a case that has ended; its pauses are closed by the caller."""
    for procedure in case.procedures.filter(state=ProcedureState.OPEN).select_related("subject"):
        states.PROCEDURE.apply(procedure, "cancel", by=None, at=at)
        clocks.cancel(subject=procedure.subject, on=clock.local_date(at), at=at)


# -- Giving a special procedure another planned end, or with approval another longest time -----


@act
def replan_procedure(
    *, procedure: Procedure, planned_end: date, reason: str, by: User, at: datetime
) -> Procedure:
    """Give an open procedure a new planned end, told to the applicant in writing again.

    Past the longest time only an approver may, with the reason; his day is the longest then.
    Raises Refused for a closed one and for others, Invalid without a reason.
    """
    case, held = locked_open(procedure, by)
    states.PROCEDURE.require("replan", held.state)
    day = clock.local_date(at)
    if planned_end < day:
        raise Invalid("plan_in_past", _("新的计划结束日期不能早于今天。"), "planned_end")
    if planned_end > day + LONGEST_PLAN:
        raise Invalid("plan_too_long", _("计划结束日期最多在一年之内。"), "planned_end")
    why = wording.reason(reason, "procedure_reason", most=300, message=_("请写明重新安排的理由。"))
    longest = Term.objects.get(subject=held.subject, kind=PROCEDURE.code, state=TermState.RUNNING)
    if longest.due_on is not None and planned_end > longest.due_on:
        longest = _prolong(held, planned_end, by, at)
    held.pause = replan_pause(pause=held.pause, planned_end=planned_end, by=by, at=at)
    event = states.PROCEDURE.apply(
        held,
        "replan",
        by=by,
        at=at,
        context=Context(
            facts={"case": case.pk, "planned_end": planned_end.isoformat()},
            on_behalf_of=case.applicant,
        ),
        reason=why,
    )
    tell_in_writing(case, held, longest, replanned=True, by=by)
    tell_applicant(
        case,
        event,
        "replanned",
        procedure=held.kind,
        planned=long_day(planned_end),
        reason=why,
    )
    return held


def _prolong(procedure: Procedure, last_day: date, by: User, at: datetime) -> Term:
    """Let an approver's day take the place of the longest time."""
    if Role.APPROVER not in roles_of(by):
        raise Refused("approver_wanted", _("超过最长时间的安排，须由批准人作出。"))
    day, first = clock.local_date(at), procedure.pause.first_day
    clocks.cancel(subject=procedure.subject, on=day, at=at)
    Procedure.objects.filter(pk=procedure.pk).update(overrun_on=None)
    return clocks.start(
        subject=procedure.subject,
        term=PROCEDURE,
        limit=(last_day - first).days,
        unit=Unit.CALENDAR,
        rolls=False,
        started_on=first,
        citation="经批准延长的特别程序时间",
        at=at,
    )
