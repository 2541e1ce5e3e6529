# SPDX-License-Identifier: Apache-2.0
"""What follows when a hearing is not asked for or not held, or a procedure takes too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.notices import due_text, tell_applicant, tell_staff, tell_supervisors
from licensing.cases.queries import case_of
from licensing.procedures.hearings import lapse_hearing
from licensing.procedures.models import Hearing, Procedure
from licensing.procedures.states import ProcedureState
from licensing.review.overdue import event_of, tell_office, unique
from licensing.review.queries import heads, holders
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.deadlines.terms.ladders import OVERDUE
from portal.kernel.deadlines.terms.registry import label_of

if TYPE_CHECKING:
    from portal.kernel.deadlines.terms.models import Term


def remind_of_hearing(term: Term, rung: str) -> None:
    """Remind the applicant to say whether a hearing is wanted; silence has its own words."""
    if rung == OVERDUE:
        return
    case = case_of(term.subject_id)
    event = record(subject=case.subject, verb="licensing.reminder.hearing", facts={"rung": rung})
    tell_applicant(case, event, "hearing_reminder", due=due_text(term))


def on_hearing_unheld(term: Term) -> None:
    """A hearing was not held in its days: the unit and supervision hear it."""
    case = case_of(term.subject_id)
    event = event_of(case, term, term.kind)
    tell_office(case, event, term, heads(case.organ_id))
    label = str(label_of(term.kind))
    tell_supervisors(case, event, "limit_overdue", term=label, due=due_text(term))


def on_hearing_silence(term: Term) -> None:
    """The applicant did not ask for a hearing in time: the right is given up."""
    lapse_hearing(hearing=Hearing.objects.get(subject_id=term.subject_id), at=clock.now())


def on_procedure_overrun(term: Term) -> None:
    """A special procedure passed its longest time: told once, to supervision and the handlers."""
    procedure = (
        Procedure.objects.select_for_update(of=("self",))
        .select_related("pause")
        .get(subject_id=term.subject_id)
    )
    if procedure.state != ProcedureState.OPEN or procedure.overrun_on is not None:
        return
    Procedure.objects.filter(pk=procedure.pk).update(overrun_on=clock.today())
    case = case_of(term.subject_id)
    event = record(
        subject=case.subject,
        verb="licensing.procedure.overrun_longest",
        facts={"procedure": procedure.pk, "pause": procedure.pause_id, "kind": procedure.kind},
        citation=procedure.citation,
    )
    facts = {"procedure": procedure.kind, "longest": due_text(term)}
    tell_staff(case, event, "procedure_overrun", unique(holders(case)), **facts)
    tell_supervisors(case, event, "procedure_overrun", **facts)
