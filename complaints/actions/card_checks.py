# SPDX-License-Identifier: Apache-2.0
"""The further looks that two rules take: the reasons of a refusal, the cards before a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.actions.card_repeats import repeated
from complaints.card_reasons import is_no_reason
from licensing.decisions.models import Decision

if TYPE_CHECKING:
    from complaints.card_hits import Hit
    from portal.kernel.city_rules import RuleBook


def passes(hit: Hit, book: RuleBook) -> dict[str, object] | None:
    """Return what the card's event has to keep besides, None when there is to be no card."""
    if hit.rule.check == "reasons":
        first = Decision.objects.filter(case__subject=hit.subject, supersedes=None).first()
        return {} if first is not None and is_no_reason(first.reasons) else None
    if hit.rule.check == "repeated":
        return repeated(hit.facts, book)
    return {}
