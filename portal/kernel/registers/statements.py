# SPDX-License-Identifier: Apache-2.0
"""What the connected registers say about a party today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.kernel.crypto import digest
from portal.kernel.registers.models import RegisterEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.kernel.accounts.models import Party


@dataclass(frozen=True)
class Statement:
    """What one register says: its values by code, the papers it stands in for, the data's day.

    ``labels``: the name of each value in words.
    """

    code: str
    name: str
    values: dict[str, str]
    labels: dict[str, str]
    papers: tuple[str, ...]
    copied_on: date

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Name and value of all that is said."""
        return [
            (self.labels[code], self.values[code]) for code in self.labels if self.values.get(code)
        ]


def digest_of(party: Party) -> str:
    """Return the digest under which registers know a party."""
    return digest(party.uscc or "") if party.is_enterprise else party.id_digest or ""


def told_of_each(parties: Iterable[Party], on: date) -> dict[int, list[Statement]]:
    """Return what registers in use say about parties, by their key, in one query.

    Entries that are too old on that day are left out; who is in no register is not in the answer.
    """
    by_digest = {digest_of(party): party for party in parties}
    entries = RegisterEntry.objects.select_related("register").filter(
        digest__in=by_digest, register__is_active=True
    )
    found: dict[int, list[Statement]] = {}
    for entry in entries.order_by("register__code"):
        party, register = by_digest[entry.digest], entry.register
        is_fresh = on - entry.copied_on <= timedelta(days=register.fresh_days)
        if is_fresh and register.about == party.kind:
            found.setdefault(party.pk, []).append(_told(entry))
    return found


def _told(entry: RegisterEntry) -> Statement:
    return Statement(
        code=entry.register.code,
        name=entry.register.name,
        values=entry.values,
        labels=entry.register.fields,
        papers=tuple(entry.register.papers),
        copied_on=entry.copied_on,
    )


def told_of(party: Party, on: date) -> list[Statement]:
    """Return what registers in use say about one party on a day."""
    return told_of_each([party], on).get(party.pk, [])


def papers_of(told: Iterable[Statement]) -> frozenset[str]:
    """Return the titles of all papers that need not be handed in."""
    return frozenset(paper for one in told for paper in one.papers)
