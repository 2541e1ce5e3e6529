# SPDX-License-Identifier: Apache-2.0
"""What follows when a step, an organ's part, an inspection or a delivery is late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.notices import due_text, holders_of, tell_staff, tell_supervisors
from licensing.cases.queries import case_of
from licensing.models.part import OrganPart
from licensing.models.review import ReviewStep
from licensing.review.late import late_parts
from licensing.review.overdue import event_of, tell_office, unique
from licensing.review.queries import heads, holders
from portal.kernel import clock

if TYPE_CHECKING:
    from portal.kernel.deadlines.terms.models import Term


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
