# SPDX-License-Identifier: Apache-2.0
"""What must always be true of cards."""

from __future__ import annotations

from complaints.models.card import Card
from portal.kernel.invariants import Finding


def no_card_for_the_calendar() -> list[Finding]:
    """No card rests on a date that only a change of the calendar put into the past."""
    cards = Card.objects.filter(event__facts__adjusted=True)
    return [
        Finding("no_card_for_the_calendar", card.subject_id, f"card {card.pk}")
        for card in cards[:100]
    ]
