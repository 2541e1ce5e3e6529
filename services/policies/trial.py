# SPDX-License-Identifier: Apache-2.0
"""Policies tried on typical and registered enterprises; which the public sees."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from portal.kernel.accounts.models import Party
from portal.kernel.accounts.words import PartyKind
from portal.kernel.registers.statements import told_of_each
from services.items import reference
from services.policies.models import Policy
from services.policies.rules import Enterprise, Fit, judge, of_code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from services.policies.rules import FitVerdict


# -- What is known of an enterprise without asking: its code, and what the registers say -------


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


def tried(conditions: Sequence[Mapping[str, Any]], on: date) -> list[tuple[str, FitVerdict]]:
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


# -- Reading policies: which the public sees, which wait for their evaluation ------------------


def public() -> QuerySet[Policy]:
    """Return the policies that are published, in force or over."""
    return Policy.objects.filter(is_published=True)


def is_due(policy: Policy, today: date) -> bool:
    """Tell whether a policy is over and nobody has evaluated it (ZY 38)."""
    is_over = policy.is_published and policy.valid_to < today
    return is_over and not hasattr(policy, "evaluation")
