# SPDX-License-Identifier: Apache-2.0
"""What is known of an enterprise without asking: its code, and what the registers say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from portal.kernel.registers.reading import told_of_each
from services.policy_rules import of_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.accounts.models import Party
    from services.policy_rules import Enterprise

#: Codes under which any register tells the business scope and the day of founding.
SCOPE, FOUNDED = "scope", "registered_on"
#: Characters of a scope that are looked at; as many as the form takes.
LONGEST = 60


def known_of_each(parties: Sequence[Party], on: date) -> dict[int, Enterprise]:
    """Return what is known of each enterprise by its key (one query); the name says nothing."""
    told = told_of_each(parties, on)
    found = {}
    for party in parties:
        values = {key: one for row in told.get(party.pk, []) for key, one in row.values.items()}
        found[party.pk] = replace(
            of_code(party.uscc or ""),
            industry=values.get(SCOPE, "")[:LONGEST],
            founded_on=_day(values.get(FOUNDED, "")),
        )
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
