# SPDX-License-Identifier: Apache-2.0
"""An event that meets a rule, and where its card goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

    from complaints.card_rules import CardRule


@dataclass(frozen=True)
class Hit:
    """An event that meets a rule."""

    rule: CardRule
    event: int
    subject: int
    actor: int | None
    facts: dict[str, Any]
    effective_on: date
    recorded_at: datetime

    @property
    def failed_on(self) -> date:
        """The last day on which it could still have been done."""
        if self.rule.verb == "term.overdue":
            return self.effective_on - timedelta(days=1)
        return self.effective_on


@dataclass
class Target:
    """Where a card goes."""

    case: int | None = None
    organ: int | None = None
    centre: int | None = None
    person: int | None = None
    stood_in_for: int | None = None


@dataclass(frozen=True)
class Place:
    case: int | None
    organ: int | None
    centre: int | None
    about: int | None = None
