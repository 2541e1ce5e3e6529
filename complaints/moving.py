# SPDX-License-Identifier: Apache-2.0
"""Telling those who wait when a calendar change moved the date of a complaint or a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.card_notices import tell_card_moved
from complaints.models.card import Card
from complaints.models.complaint import Complaint
from complaints.notices import tell_complainant, tell_handler
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.audit.models import Event
    from portal.kernel.deadlines.terms.models import Term

KIND = "complaint_moved"


def _event(term: Term, old_due: date | None) -> Event:
    return record(
        subject=term.subject,
        verb="complaints.reminder.moved",
        facts={
            "term": term.pk,
            "from": old_due.isoformat() if old_due else None,
            "to": term.due_on.isoformat() if term.due_on else None,
        },
    )


def complaint_moved(term: Term, old_due: date | None) -> None:
    """Tell the complainant and the handler by when the answer comes now."""
    complaint = Complaint.objects.select_related("subject", "filed_by", "handler").get(
        subject=term.subject_id
    )
    event, due = _event(term, old_due), day_or_limit(term.due_on, term.limit)
    tell_complainant(complaint, event, KIND, due=due)
    tell_handler(complaint, event, KIND, due=due)


def card_moved(term: Term, old_due: date | None) -> None:
    """Tell the person and the unit by when one may appeal, or is answered, now."""
    card = Card.objects.select_related("subject", "organ", "centre", "person", "case").get(
        subject=term.subject_id
    )
    tell_card_moved(card, _event(term, old_due), day_or_limit(term.due_on, term.limit))
