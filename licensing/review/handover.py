# SPDX-License-Identifier: Apache-2.0
"""What lies on the desk of one who goes away, passed on to the deputy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.notices import tell_staff
from licensing.review.models import ReviewStep
from licensing.review.states import StepState
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event


def hand_over_steps(absentee: User, deputy: User, event: Event) -> int:
    """Tell the deputy of each step in the absentee's hands and by when; returns how many.

    This takes the place of every reminder that the absentee has had before.
    """
    steps = list(
        ReviewStep.objects.filter(handler=absentee, state=StepState.CLAIMED)
        .select_related("subject", "case__version")
        .order_by("pk")
    )
    terms = {
        term.subject_id: term
        for term in Term.objects.filter(
            subject__in=[step.subject_id for step in steps], state=TermState.RUNNING
        )
    }
    for step in steps:
        passed = record(
            subject=step.subject,
            verb="licensing.handover.step",
            facts={"from": absentee.pk, "to": deputy.pk, "absence": event.subject_id},
            effective_on=event.effective_on,
        )
        term = terms.get(step.subject_id)
        due = day_or_limit(term.due_on if term else None, step.limit)
        tell_staff(step.case, passed, "step_handed_over", [deputy], step=step.label, due=due)
    return len(steps)
