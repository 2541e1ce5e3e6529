# SPDX-License-Identifier: Apache-2.0
"""The ladder of a complaint's answer: who has it in hand is reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models.complaint import Complaint
from complaints.notices import tell_handler, tell_organ
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit

if TYPE_CHECKING:
    from portal.kernel.deadlines.terms.models import Term

KIND = "complaint_due"


def remind_of_answer(term: Term, rung: str) -> None:
    """Remind the handler (or his deputy); before anybody has signed for it, the organ."""
    complaint = Complaint.objects.select_related("subject", "organ", "handler").get(
        subject=term.subject_id
    )
    event = record(
        subject=complaint.subject, verb="complaints.reminder.answer", facts={"rung": rung}
    )
    due = day_or_limit(term.due_on, term.limit)
    if complaint.handler is not None:
        tell_handler(complaint, event, KIND, due=due)
    elif complaint.organ is not None:
        tell_organ(complaint, event, organ=complaint.organ.name, due=due)
