# SPDX-License-Identifier: Apache-2.0
"""Telling those who wait when a calendar change moved the date of a complaint or a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.appeals.notices import moved_event
from complaints.card_notices import tell_card_moved
from complaints.models.card import Card
from portal.kernel.dates import day_or_limit

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.terms.models import Term


def card_moved(term: Term, old_due: date | None) -> None:
    """Tell the person and the unit by when one may appeal, or is answered, now."""
    card = Card.objects.select_related("subject", "organ", "centre", "person", "case").get(
        subject=term.subject_id
    )
    tell_card_moved(card, moved_event(term, old_due), day_or_limit(term.due_on, term.limit))
