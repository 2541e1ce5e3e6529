# SPDX-License-Identifier: Apache-2.0
"""The complaints on the desk of one who goes away, passed on to the deputy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.models.complaint import Complaint
from complaints.notices import WORDS
from complaints.queries import due_terms
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event

KIND = "complaint_handed_over"


def hand_over_complaints(absentee: User, deputy: User, event: Event) -> int:
    """Tell the deputy of each complaint in the absentee's hands; returns how many.

    One about the deputy himself is not told to him.
    """
    rows = list(
        Complaint.objects.filter(handler=absentee, state="in_handling")
        .exclude(about_staff__user=deputy)
        .exclude(filed_by=deputy)
        .select_related("subject")
        .order_by("pk")
    )
    terms = due_terms(rows)
    title, body = WORDS[KIND]
    for row in rows:
        passed = record(
            subject=row.subject,
            verb="complaints.handover.complaint",
            facts={"from": absentee.pk, "to": deputy.pk, "absence": event.subject_id},
            effective_on=event.effective_on,
        )
        term = terms.get(row.subject_id)
        due = day_or_limit(term.due_on, term.limit) if term is not None else ""
        notify(
            event=passed,
            kind=KIND,
            user=deputy,
            title=str(title),
            body=str(body) % {"number": row.number, "due": due},
            link=f"/complaints/desk/{row.number}/",
        )
    return len(rows)
