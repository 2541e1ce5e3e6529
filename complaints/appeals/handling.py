# SPDX-License-Identifier: Apache-2.0
"""The office's acts on a complaint: dispatch, take up, answer, redo, close."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.appeals import states
from complaints.appeals.filing import MOST_TEXT
from complaints.appeals.models import AppealKind, Complaint, ComplaintGround, Finding
from complaints.appeals.notices import tell_complainant, tell_organ
from portal.kernel import clock, wording
from portal.kernel.absences.queries import stands_in
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.acts import act
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.actions.terms import end_term, start_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState, Unit
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import StaffMember, User
    from portal.kernel.places.models import Organ

#: Which city rule holds the days for which kind (四川省12345办法).
DAYS = {
    AppealKind.CONSULT: "complaint_consult_days",
    AppealKind.HELP: "complaint_help_days",
    AppealKind.SUGGESTION: "complaint_help_days",
    AppealKind.COMPLAINT: "complaint_report_days",
    AppealKind.REPORT: "complaint_report_days",
}


def _locked(complaint: Complaint) -> Complaint:
    return (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("subject", "organ", "filed_by__person")
        .get(pk=complaint.pk)
    )


def _require_supervisor(by: User) -> None:
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以派单、重办和办结。"))


def _start_answer(complaint: Complaint, at: datetime) -> Term:
    """Start the answering period from the filing day, unless it runs already."""
    running = Term.objects.filter(
        subject=complaint.subject, kind="answer", state=TermState.RUNNING
    ).first()
    if running is not None:
        return running
    day = clock.local_date(at)
    book = rule_book(day)
    code = DAYS[AppealKind(complaint.kind)]
    return start_term(
        subject=complaint.subject,
        kind="answer",
        limit=book.value(code),
        unit=Unit.WORKING,
        started_on=day,
        citation=book.citation(code),
        at=at,
    )


@act
def dispatch(
    *,
    complaint: Complaint,
    organ: Organ,
    about_staff: StaffMember | None = None,
    by: User,
    at: datetime,
) -> Complaint:
    """Send the appeal to the organ in charge; it can be sent on until it is taken up."""
    complaint = _locked(complaint)
    _require_supervisor(by)
    day = clock.local_date(at)
    event = states.COMPLAINT.apply(
        complaint,
        "dispatch",
        by=by,
        at=at,
        context=Context(facts={"organ": organ.pk}, effective_on=day),
        organ=organ,
        about_staff=about_staff,
    )
    end_term(subject=complaint.subject, kind="dispatch", ended_on=day, at=at)
    term = _start_answer(complaint, at)
    due = day_or_limit(term.due_on, term.limit)
    tell_complainant(complaint, event, "complaint_dispatched", organ=organ.name, due=due)
    tell_organ(complaint, event, organ=organ.name, due=due)
    return complaint


def _require_handler(complaint: Complaint, by: User) -> None:
    staff = by.staff_member
    if (
        staff is None
        or staff.organ_id != complaint.organ_id
        or not roles_of(by) & set(REVIEW_ROLES)
    ):
        raise Refused("not_your_organ", _("只有承办部门的人员可以办理。"))
    if complaint.about_staff_id == staff.pk or complaint.filed_by_id == by.pk:
        raise Refused("recusal", _("诉求涉及您本人，须由其他人员办理（回避）。"))


@act
def take_up(*, complaint: Complaint, by: User, at: datetime) -> Complaint:
    """Sign for a dispatched appeal and become its handler."""
    complaint = _locked(complaint)
    _require_handler(complaint, by)
    states.COMPLAINT.apply(complaint, "handle", by=by, at=at, handler=by)
    return complaint


@act
def answer(*, complaint: Complaint, text: str, by: User, at: datetime) -> Complaint:
    """Answer the appeal; raises Refused for anybody but its handler or the deputy of an absent
    one, Invalid without a text."""
    complaint = _locked(complaint)
    _require_handler(complaint, by)
    handler = complaint.handler
    if handler is None or not (handler.pk == by.pk or stands_in(by, handler, clock.local_date(at))):
        raise Refused("not_handler", _("这件诉求由别人签收，您不能替他答复。"))
    states.COMPLAINT.require("answer", complaint.state)
    said = wording.reason(
        text,
        "answer",
        least=5,
        most=MOST_TEXT,
        message=_("请写明处理情况。"),
        code="answer_required",
    )
    event = states.COMPLAINT.apply(
        complaint,
        "answer",
        by=by,
        at=at,
        context=Context(
            facts={"deputy_for": handler.pk} if handler.pk != by.pk else {},
            effective_on=clock.local_date(at),
        ),
        answer=said,
        answered_at=at,
    )
    end_term(subject=complaint.subject, kind="answer", ended_on=clock.local_date(at), at=at)
    tell_complainant(complaint, event, "complaint_answered")
    return complaint


@act
def redo(*, complaint: Complaint, reason: str, by: User, at: datetime) -> Complaint:
    """Send an answered appeal back to be handled again, with a new period."""
    complaint = _locked(complaint)
    _require_supervisor(by)
    states.COMPLAINT.require("redo", complaint.state)
    wording.reason(reason, "reason", most=300, message=_("请写明重办的理由。"))
    event = states.COMPLAINT.apply(complaint, "redo", by=by, at=at, handler=None)
    term = _start_answer(complaint, at)
    tell_organ(
        complaint,
        event,
        organ=complaint.organ.name if complaint.organ else "",
        due=day_or_limit(term.due_on, term.limit),
    )
    return complaint


@act
def establish(
    *, complaint: Complaint, finding: str, ground: str, by: User, at: datetime
) -> Complaint:
    """Find whether an answered appeal is true, and what it is about (for cards).

    Raises Refused for anybody but a supervisor whom it does not concern, Invalid by field.
    """
    complaint = _locked(complaint)
    _require_supervisor(by)
    staff = by.staff_member
    if by.pk in (complaint.filed_by_id, complaint.handler_id) or (
        staff is not None and complaint.about_staff_id == staff.pk
    ):
        raise Refused("recusal", _("诉求涉及您本人，须由其他人员办理（回避）。"))
    states.COMPLAINT.require("establish", complaint.state)
    problems = []
    if finding not in Finding.values:
        problems.append(Problem("finding", "finding", _("请选择认定结果。")))
    if ground not in ComplaintGround.values:
        problems.append(Problem("ground", "ground", _("请选择情形。")))
    if problems:
        raise Invalid.many(problems)
    states.COMPLAINT.apply(
        complaint,
        "establish",
        by=by,
        at=at,
        context=Context(
            facts={"finding": finding, "ground": ground}, effective_on=clock.local_date(at)
        ),
        finding=finding,
        ground=ground,
    )
    return complaint


@act
def close(*, complaint: Complaint, by: User, at: datetime) -> Complaint:
    """Close an answered appeal: by the one who filed it, or after a call by supervision."""
    complaint = _locked(complaint)
    if complaint.filed_by_id != by.pk:
        _require_supervisor(by)
    states.COMPLAINT.apply(complaint, "close", by=by, at=at, closed_at=at)
    return complaint
