# SPDX-License-Identifier: Apache-2.0
"""The ladder and the moved dates of hearings and repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credit.determinations.models import Determination
from credit.records.notices import tell_moved, tell_party
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.terms.models import Term


def remind_of_hearing(term: Term, rung: str) -> None:
    """Remind the party of the last day to be heard; afterwards there is nothing to remind of."""
    inquiry = Determination.objects.select_related("subject", "party").get(subject=term.subject_id)
    today = clock.today()
    if term.due_on is not None and term.due_on < today:
        return
    event = record(subject=inquiry.subject, verb="credit.reminder.hearing", facts={"rung": rung})
    due = day_or_limit(term.due_on, term.limit)
    tell_party(inquiry.party, event, "hearing_reminder", today, due=due)


def hearing_moved(term: Term, old_due: date | None) -> None:
    """Keep the day up to which a finding waits, and tell the party of the new one."""
    Determination.objects.filter(subject=term.subject_id).update(hearing_due_on=term.due_on)
    inquiry = Determination.objects.select_related("party").get(subject=term.subject_id)
    tell_moved(inquiry.party, term, old_due)
