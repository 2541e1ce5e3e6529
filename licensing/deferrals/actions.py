# SPDX-License-Identifier: Apache-2.0
"""A deferral's life: promised, supplied, checked; or lapsed, and what follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from credit.determinations.actions import open_determination
from licensing.cases import clocks
from licensing.cases.documents import issue
from licensing.cases.files import keep_file
from licensing.cases.guards import acts_at_desk, locked, require_clerk, require_no_stake
from licensing.cases.models import CaseMaterial, Verdict
from licensing.cases.notices import tell_applicant
from licensing.cases.states import BEFORE_DECISION, CASE
from licensing.cases.terms import DEFERRAL
from licensing.deferrals import rules, states
from licensing.deferrals.models import Deferral
from licensing.deferrals.states import OWED, UNVERIFIED, DeferralState
from licensing.procedures.actions import cancel_procedures
from licensing.procedures.hearings import cancel_hearings
from licensing.review.actions import cancel_parts
from licensing.review.states import STEP
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.actions.pauses import close_pause
from portal.kernel.deadlines.terms.models import Pause, Term
from portal.kernel.deadlines.words import TermState
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context, seal
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event
    from portal.kernel.uploads.inspection import CleanFile


def open_deferrals(
    *,
    case: Case,
    lines: Sequence[CaseMaterial],
    limits: dict[str, Any],
    event: Event,
    by: User | None,
    at: datetime,
) -> None:
    """Open one deferral for each missing material, with notice and commitment on paper."""
    day = clock.local_date(at)
    days = rules.deferral_days(
        case.version.promised_days, rule_book(day).value("deferral_margin_days")
    )
    due = ""
    for line in lines:
        deferral = Deferral.objects.create(
            subject=Subject.objects.begin("licensing.deferral"),
            case=case,
            case_material=line,
            committed_at=at,
        )
        record(
            subject=deferral.subject,
            verb="licensing.deferral.commit",
            by=case.filed_by,
            to_state=DeferralState.OPEN,
            facts={"case": case.pk, "line": line.pk, **seal(states.DEFERRAL, deferral)},
            on_behalf_of=case.applicant,
            effective_on=day,
        )
        term = clocks.start(
            subject=deferral.subject, term=DEFERRAL, limit=days, started_on=day, at=at
        )
        due = day_or_limit(term.due_on, term.limit)
    CaseMaterial.objects.filter(pk__in=[line.pk for line in lines]).update(verdict=Verdict.DEFERRED)
    names = "、".join(line.material.name for line in lines)
    rows = [
        {"name": line.material.name, "form": line.material.get_form_display()} for line in lines
    ]
    issue(case, "deferral_acceptance", by=by, deferred=rows, supply_due=due, **limits)
    issue(
        case,
        "commitment",
        by=by,
        deferred=rows,
        supply_due=due,
        committed_by=(case.form or {}).get("contact_name", ""),
    )
    tell_applicant(
        case,
        event,
        "accepted_deferred",
        supply=due,
        lines=names,
        due=limits.get("promised", ""),
    )


def _locked(deferral: Deferral) -> Deferral:
    locked(deferral.case)
    return (
        Deferral.objects.select_for_update(of=("self",))
        .select_related("subject", "case__applicant", "case__version", "case_material__material")
        .get(pk=deferral.pk)
    )


@act
def supply(*, deferral: Deferral, files: Sequence[CleanFile], by: User, at: datetime) -> Deferral:
    """Hand in the deferred material. The moment of arrival counts.

    Raises Invalid without a file (a clerk may confirm an original on the desk without one),
    Refused after the last day, whether the sweep has looked or not.
    """
    deferral = _locked(deferral)
    at_desk = acts_at_desk(deferral.case, by)
    states.DEFERRAL.require("supply", deferral.state)
    _require_in_time(deferral, clock.local_date(at))
    if not files and not at_desk:
        raise Invalid("required", _("请选择要补交的文件。"), "file")
    line = deferral.case_material
    for file in files:
        keep_file(line=line, file=file, is_at_desk=at_desk, by=by, at=at)
    if at_desk and not files:
        CaseMaterial.objects.filter(pk=line.pk).update(grade="B")
    CaseMaterial.objects.filter(pk=line.pk).update(verdict=Verdict.DEFERRED)
    day = clock.local_date(at)
    event = states.DEFERRAL.apply(
        deferral,
        "supply",
        by=by,
        at=at,
        context=Context(effective_on=day, on_behalf_of=deferral.case.applicant),
        supplied_on=day,
    )
    issue(
        deferral.case,
        "deferral_receipt",
        by=by,
        material=line.material.name,
        files=len(files),
        supplied_on=long_day(day),
    )
    tell_applicant(deferral.case, event, "deferral_supplied", lines=line.material.name)
    return deferral


def _require_in_time(deferral: Deferral, day: date) -> None:
    term = Term.objects.running().filter(subject=deferral.subject).first()
    if term is not None and term.due_on is not None and day > term.due_on:
        raise Refused(
            "too_late",
            _("补交期限%(day)s已过，不能再补交。因不可抗力没能补交的，可以在信用页说明情况。")
            % {"day": term.due_on},
        )


@act
def verify(*, deferral: Deferral, by: User, at: datetime) -> Deferral:
    """Find the supplied material good. The period is met on the day it was supplied."""
    deferral = _locked(deferral)
    require_clerk(deferral.case, by)
    supplied = deferral.supplied_on or clock.local_date(at)
    event = states.DEFERRAL.apply(
        deferral, "verify", by=by, at=at, context=Context(effective_on=clock.local_date(at))
    )
    clocks.end(subject=deferral.subject, codes=(DEFERRAL.code,), on=supplied, at=at)
    CaseMaterial.objects.filter(pk=deferral.case_material_id).update(verdict=Verdict.PASSED)
    tell_applicant(
        deferral.case, event, "deferral_verified", lines=deferral.case_material.material.name
    )
    return deferral


@act
def reject(*, deferral: Deferral, reason: str, by: User, at: datetime) -> Deferral:
    """Find the supplied material wanting: one short new period, once.

    Wanting again when that period is over, it lapses at once: the sweep passed it by while it
    lay with the office, and will not come back. Raises Invalid without a reason.
    """
    deferral = _locked(deferral)
    require_clerk(deferral.case, by)
    states.DEFERRAL.require("reject", deferral.state)
    why = wording.reason(
        reason, "reason", least=2, most=300, message=_("请写明哪里不合格、怎样重交。")
    )
    day = clock.local_date(at)
    event = states.DEFERRAL.apply(
        deferral,
        "reject",
        by=by,
        at=at,
        context=Context(effective_on=day),
        rejections=deferral.rejections + 1,
        reason=why,
    )
    term = _restart(deferral, day, at)
    if term.due_on is not None and day > term.due_on:
        lapse(deferral=deferral, at=at)
        deferral.refresh_from_db()
        return deferral
    tell_applicant(
        deferral.case,
        event,
        "deferral_rejected",
        lines=deferral.case_material.material.name,
        reason=why,
        supply=day_or_limit(term.due_on, term.limit),
    )
    return deferral


def _restart(deferral: Deferral, day: date, at: datetime) -> Term:
    """Give the short new period after the first rejection; later ones keep the running date.

    It ends on the day that the commitment names, where that is later (ZY 37, 行政许可法 8).
    """
    running = Term.objects.filter(
        subject=deferral.subject, kind=DEFERRAL.code, state=TermState.RUNNING
    ).first()
    if deferral.rejections > 1 and running is not None:
        return running
    return clocks.renew(
        subject=deferral.subject,
        term=DEFERRAL,
        limit=rule_book(day).value("deferral_retry_days"),
        started_on=day,
        ended_on=deferral.supplied_on or day,
        at=at,
    )


@act
def lapse(*, deferral: Deferral, at: datetime) -> bool:
    """Return the case because the promise was not kept, and open a hearing on it.

    Looks at what was supplied, not at whether staff looked: a supplied material never lapses.
    Returns False where there is nothing to do. The mark is the principal's, not the agent's.
    """
    deferral = _locked(deferral)
    if deferral.state not in OWED:
        return False
    day = clock.local_date(at)
    case = locked(deferral.case)
    states.DEFERRAL.apply(deferral, "lapse", by=None, at=at, context=Context(effective_on=day))
    clocks.end(subject=deferral.subject, codes=(DEFERRAL.code,), on=day, at=at)
    name = deferral.case_material.material.name
    if case.state in BEFORE_DECISION:
        event = CASE.apply(
            case,
            "return_lapsed",
            by=None,
            at=at,
            context=Context(facts={"deferral": deferral.pk}, effective_on=day),
            ended_at=at,
        )
        issue(case, "return_notice", by=None, lines=name)
        tell_applicant(case, event, "returned", lines=name)
        close_down(case=case, at=at)
    open_determination(
        party=case.applicant.settled, cause=deferral.subject, ground="deferral_lapsed", at=at
    )
    return True


def close_down(*, case: Case, at: datetime) -> None:
    """Stop everything that still runs on a case that has ended."""
    day = clock.local_date(at)
    clocks.cancel(subject=case.subject, on=day, at=at)
    for pause in Pause.objects.filter(subject=case.subject, last_day=None):
        close_pause(pause=pause, last_day=day, by=None, at=at)
    for deferral in case.deferrals.select_for_update(of=("self",)).select_related("subject"):
        if deferral.state in UNVERIFIED:
            states.DEFERRAL.apply(deferral, "end", by=None, at=at)
            clocks.cancel(subject=deferral.subject, on=day, at=at)
    for step in case.steps.select_for_update(of=("self",)).select_related("subject"):
        if STEP.allows("cancel", step.state):
            STEP.apply(step, "cancel", by=None, at=at)
            clocks.cancel(subject=step.subject, on=day, at=at)
    cancel_parts(case=case, at=at)
    cancel_procedures(case=case, at=at)
    cancel_hearings(case=case, at=at)


@act
def waive(*, deferral: Deferral, reason: str, by: User, at: datetime) -> Deferral:
    """Free the applicant from the promise because of force majeure; a supervisor's act."""
    deferral = _locked(deferral)
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以认定不可抗力。"))
    require_no_stake(deferral.case, by)
    states.DEFERRAL.require("waive", deferral.state)
    why = wording.reason(reason, "reason", most=300, message=_("请写明不可抗力的事由。"))
    day = clock.local_date(at)
    states.DEFERRAL.apply(
        deferral,
        "waive",
        by=by,
        at=at,
        context=Context(effective_on=day),
        reason=why,
    )
    clocks.end(subject=deferral.subject, codes=(DEFERRAL.code,), on=day, at=at)
    return deferral
