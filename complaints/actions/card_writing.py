# SPDX-License-Identifier: Apache-2.0
"""Writing a set of cards: subjects, rows, events, and the orders to tell people."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from complaints.card_hits import Hit, Target
from complaints.card_states import CARD, CardState
from complaints.models.card import Card
from portal.kernel import clock
from portal.kernel.audit.models import Event
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import datetime


def write_cards(rows: list[tuple[Hit, Target, dict[str, object]]], at: datetime) -> int:
    """Raise one set of cards in a few statements; returns how many."""
    if not rows:
        return 0
    day = clock.local_date(at)
    subjects = Subject.objects.bulk_create(Subject(kind="complaints.card") for _row in rows)
    cards = Card.objects.bulk_create(
        Card(
            subject=subject,
            rule=hit.rule.code,
            colour=hit.rule.colour,
            event_id=hit.event,
            raised_on=day,
            **{f"{name}_id": key for name, key in asdict(target).items()},
        )
        for subject, (hit, target, _more) in zip(subjects, rows, strict=True)
    )
    Event.objects.bulk_create(
        Event(
            subject=card.subject,
            verb=f"{CARD.name}.raise",
            to_state=CardState.RAISED,
            facts={
                "card": card.pk,
                "rule": card.rule,
                "colour": card.colour,
                "event": card.event_id,
                "person": card.person_id,
                **more,
            },
            citation=hit.rule.citation,
            effective_on=day,
        )
        for card, (hit, _target, more) in zip(cards, rows, strict=True)
    )
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            kind="complaints.card_raised",
            key=f"card:{card.pk}:raised",
            payload={"card": card.pk},
            subject=card.subject,
            not_before=at,
            created_at=at,
        )
        for card in cards
    )
    return len(cards)
