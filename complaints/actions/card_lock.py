# SPDX-License-Identifier: Apache-2.0
"""What every act on a card begins with: the lock, the period, the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.models.card import Card
from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.actions.terms import start_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import Invalid

if TYPE_CHECKING:
    from datetime import datetime


APPEAL, ANSWER = "card_appeal", "card_answer"
#: Letters of a reason on a card.
MOST_LETTERS, FEWEST_LETTERS = 1000, 6


def locked_card(card: Card) -> Card:
    """Lock and reload a card with what its notices name."""
    return (
        Card.objects.select_for_update(of=("self",))
        .select_related("subject", "organ", "centre", "person__staff", "appealed_by", "case")
        .get(pk=card.pk)
    )


def start_period(card: Card, kind: str, rule: str, at: datetime) -> Term:
    """Start one of the two periods of a card, by its city rule."""
    day = clock.local_date(at)
    book = rule_book(day)
    return start_term(
        subject=card.subject,
        kind=kind,
        limit=book.value(rule),
        unit=Unit.WORKING,
        started_on=day,
        citation=book.citation(rule),
        at=at,
    )


def running_period(card: Card, kind: str) -> Term | None:
    """Return the running period of a kind, None when it has ended."""
    return Term.objects.running().filter(subject=card.subject_id, kind=kind).first()


def needed(text: str, field: str) -> str:
    """Return a reason without its margins; raises Invalid for one too short or too long."""
    text = text.strip()
    if len(text) < FEWEST_LETTERS:
        raise Invalid("reason_required", _("请写明理由，至少6个字。"), field)
    if len(text) > MOST_LETTERS:
        raise Invalid("too_long", _("最多写1000个字，请精简。"), field)
    return text
