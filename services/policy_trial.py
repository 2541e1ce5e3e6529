# SPDX-License-Identifier: Apache-2.0
"""Trying a policy out: which of some typical enterprises would it fit, and which registered ones."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from portal.kernel.accounts.models import Party, PartyKind
from services.enterprises import known_of_each
from services.items import reference
from services.policy_rules import Enterprise, Fit, judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from services.policy_rules import Verdict

#: Registered enterprises that are looked at, the newest first.
MOST = 500


def typical(on: date) -> list[tuple[str, Enterprise]]:
    """Return invented enterprises of the common kinds by what each is called."""
    found = []
    for row in reference.sample_enterprises():
        told = {
            key: row[key] for key in ("kind", "region", "region_name", "industry", "size", "staff")
        }
        founded = on - timedelta(days=round(365.25 * row["age"]))
        found.append((row["name"], Enterprise(**told, founded_on=founded)))
    return found


def tried(conditions: Sequence[Mapping[str, Any]], on: date) -> list[tuple[str, Verdict]]:
    """Return what the conditions mean for each typical enterprise, those that fit first."""
    order = list(Fit)
    rows = [(name, judge(conditions, who, on)) for name, who in typical(on)]
    return sorted(rows, key=lambda row: order.index(row[1].fit))


def counted(conditions: Sequence[Mapping[str, Any]], on: date) -> dict[str, int]:
    """Count for how many registered enterprises a policy fits, does not, or needs to know more.

    Only what the register tells is looked at, nobody is named.
    """
    rows = list(Party.objects.filter(kind=PartyKind.ENTERPRISE).order_by("-pk")[:MOST])
    known = known_of_each(rows, on).values()
    fits: Counter[str] = Counter(judge(conditions, who, on).fit for who in known)
    return {fit.value: fits[fit] for fit in Fit}
