# SPDX-License-Identifier: Apache-2.0
"""Narrowing a list of cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.card_rules import rules
from complaints.card_states import CardState
from complaints.card_words import Colour
from complaints.models.card import Card

if TYPE_CHECKING:
    from django.db.models import QuerySet


OPEN = (CardState.RAISED, CardState.APPEALED, CardState.UPHELD)


def narrowed(
    cards: QuerySet[Card], *, colour: str, rule: str, organ: int | None, state: str
) -> QuerySet[Card]:
    """Narrow cards by colour, rule, organ and state; ``open`` is every state with work left."""
    if colour in Colour.values:
        cards = cards.filter(colour=colour)
    if rule in rules():
        cards = cards.filter(rule=rule)
    if organ is not None:
        cards = cards.filter(organ_id=organ)
    if state == "open":
        cards = cards.filter(state__in=OPEN)
    elif state in CardState.values:
        cards = cards.filter(state=state)
    return cards
