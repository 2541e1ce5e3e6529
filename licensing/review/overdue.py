# SPDX-License-Identifier: Apache-2.0
"""What follows when a limit of the office has passed: promise, law, step, part, inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from licensing.cases.notices import due_text, tell_applicant, tell_staff, tell_supervisors
from licensing.cases.queries import case_of
from licensing.cases.terms import STATUTORY
from licensing.review.late import late_parts
from licensing.review.models import OrganPart, ReviewStep
from licensing.review.queries import heads, holders
from portal.kernel import clock
from portal.kernel.absences.queries import holders_of
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.dates import long_day
from portal.kernel.deadlines.engine.periods import add_months
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.terms.registry import label_of
from portal.kernel.deadlines.words import TermState

if TYPE_CHECKING:
    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event


def event_of(case: Case, term: Term, name: str) -> Event:
    """Write down on the case which limit has passed."""
    return record(
        subject=case.subject,
        verb=f"licensing.overdue.{name}",
        facts={"term": term.pk, "version": term.version, "kind": term.kind},
        citation=term.citation,
    )


def unique(*groups: list[User]) -> list[User]:
    """Return everybody once, in the order of the groups."""
    return list({user.pk: user for group in groups for user in group}.values())


def tell_office(case: Case, event: Event, term: Term, users: list[User]) -> None:
    """Tell members of staff which limit has passed."""
    label = str(label_of(term.kind))
    tell_staff(case, event, "limit_overdue", users, term=label, due=due_text(term))


def on_promise_overdue(term: Term) -> None:
    """Apologise, with the law's date that is still ahead; handlers and the unit's head hear it."""
    case = case_of(term.subject_id)
    event = event_of(case, term, "promised")
    statutory = Term.objects.filter(
        subject=case.subject, kind=STATUTORY.code, state=TermState.RUNNING
    ).first()
    ahead = ""
    if statutory is not None and (statutory.due_on is None or statutory.due_on >= clock.today()):
        ahead = _("法定时限最迟%(day)s。") % {"day": due_text(statutory)}
    tell_applicant(case, event, "promise_overdue", organ=case.organ.name, ahead=ahead)
    tell_office(case, event, term, unique(holders(case), heads(case.organ_id)))


def on_statute_overdue(term: Term) -> None:
    """Tell the applicant of the remedies and supervision at once."""
    case = case_of(term.subject_id)
    event = event_of(case, term, "statutory")
    book = rule_book(clock.today())
    months = book.value("inaction_suit_months")
    since = case.received_on or term.started_on
    tell_applicant(
        case,
        event,
        "statute_overdue",
        reconsideration=book.value("reconsideration_days"),
        body=case.organ.reconsideration_body or _("本级人民政府"),
        suit=months,
        suit_day=long_day(add_months(since, months)),
        court=case.organ.court or _("有管辖权的人民法院"),
    )
    tell_office(case, event, term, unique(holders(case), heads(case.organ_id)))
    label = str(label_of(term.kind))
    tell_supervisors(case, event, "limit_overdue", term=label, due=due_text(term))


def on_step_overdue(term: Term) -> None:
    """Tell whoever holds the step, and the head of the unit."""
    step = ReviewStep.objects.select_related("handler__person", "handler__staff").get(
        subject_id=term.subject_id
    )
    case = case_of(term.subject_id)
    holding = [step.handler] if step.handler else list(holders_of(step.organ_id, step.role))
    tell_staff(
        case,
        event_of(case, term, "step"),
        "step_overdue",
        unique(holding, heads(step.organ_id)),
        step=step.label,
        due=due_text(term),
    )


def on_part_overdue(term: Term) -> None:
    """Name the late organ to its own people and to those who hold the case."""
    part = OrganPart.objects.get(subject_id=term.subject_id)
    case = case_of(term.subject_id)
    event = event_of(case, term, "part")
    late = "；".join(late_parts([case.pk], clock.today()).get(case.pk, []))
    users = unique(holders(case), heads(part.organ_id), heads(case.organ_id))
    tell_staff(case, event, "part_overdue", users, late=late)
    tell_supervisors(case, event, "part_overdue", late=late)


def on_office_overdue(term: Term) -> None:
    """Tell the handlers and the head of the unit: inspection not arranged, result not delivered."""
    case = case_of(term.subject_id)
    event = event_of(case, term, term.kind)
    tell_office(case, event, term, unique(holders(case), heads(case.organ_id)))
