# SPDX-License-Identifier: Apache-2.0
"""What follows when a period of a case runs out, and who is reminded before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.models import Case
from licensing.cases.notices import MOVED, due_text, tell_applicant, tell_staff
from licensing.cases.queries import case_of
from licensing.emergencies.queries import cause_of_move
from licensing.intake.correct import close_no_reply, deem_accepted
from licensing.review.queries import holders
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.dates import long_day
from portal.kernel.deadlines.terms.ladders import OVERDUE
from portal.kernel.deadlines.terms.registry import label_of

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.terms.models import Pause, Term


def on_intake_overdue(term: Term) -> None:
    """The office did not answer in time: a licence application is accepted by law."""
    deem_accepted(case=Case.objects.get(subject_id=term.subject_id), at=clock.now())


def on_supplement_overdue(term: Term) -> None:
    """The applicant did not answer in time."""
    close_no_reply(case=Case.objects.get(subject_id=term.subject_id), at=clock.now())


def remind_of_supplement(term: Term, rung: str) -> None:
    """Remind the applicant of the correction notice."""
    case = case_of(term.subject_id)
    event = record(subject=case.subject, verb="licensing.reminder.supplement", facts={"rung": rung})
    tell_applicant(case, event, "supplement_reminder", due=due_text(term))


def remind_of_case(term: Term, rung: str) -> None:
    """Remind those who hold the open steps that the case's limit draws near.

    That it has passed is told by the consequence, in its own words.
    """
    if rung == OVERDUE:
        return
    case = case_of(term.subject_id)
    event = record(
        subject=case.subject,
        verb="licensing.reminder.case",
        facts={"rung": rung, "kind": term.kind},
    )
    tell_staff(
        case, event, "case_due", holders(case), term=str(label_of(term.kind)), due=due_text(term)
    )


def tell_of_moved_date(term: Term, old_due: date | None) -> None:
    """Tell the applicant that a calendar change moved a date, or filled it in."""
    case = case_of(term.subject_id)
    event = record(
        subject=case.subject,
        verb="licensing.reminder.moved",
        facts={
            "term": term.pk,
            "from": old_due.isoformat() if old_due else None,
            "to": term.due_on.isoformat() if term.due_on else None,
        },
    )
    tell_applicant(
        case,
        event,
        MOVED,
        term=str(label_of(term.kind)),
        cause=cause_of_move(term),
        due=due_text(term),
    )


def watch_pause(pause: Pause) -> None:
    """Tell those who hold the case that a special procedure has passed its planned end."""
    if not Case.objects.filter(subject_id=pause.subject_id).exists():
        return
    case = case_of(pause.subject_id)
    event = record(subject=case.subject, verb="licensing.reminder.pause", facts={"pause": pause.pk})
    tell_staff(
        case,
        event,
        "pause_late",
        holders(case),
        procedure=pause.kind,
        planned=long_day(pause.planned_end),
    )
