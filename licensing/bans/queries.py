# SPDX-License-Identifier: Apache-2.0
"""Reading what concerns a licence and its holder: renewals, bans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.bans.models import Ban
from licensing.bans.states import BanState
from portal.kernel.accounts.queries import principals_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def in_force(on: date) -> QuerySet[Ban]:
    """Return the bans that bind on a day."""
    return Ban.objects.filter(state=BanState.ACTIVE, first_day__lte=on, last_day__gte=on)


def ban_in_force(party: int, item: int, on: date) -> Ban | None:
    """Return the ban that keeps a party from applying for an item on a day."""
    return in_force(on).filter(party_id=party, item_id=item).first()


def bans_of(user: User) -> QuerySet[Ban]:
    """Return the bans in force on the parties for whom a user may act."""
    parties = principals_of(user).values("pk")
    return Ban.objects.filter(party__in=parties, state=BanState.ACTIVE).select_related(
        "item", "party"
    )
