# SPDX-License-Identifier: Apache-2.0
"""For whom a user may act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.kernel import clock
from portal.kernel.accounts.models import Mandate, Party

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def principals_of(user: User) -> QuerySet[Party]:
    """Return the parties a user may act for today: the own person and every mandate in force."""
    mandated = Mandate.objects.in_force(clock.today()).filter(user=user)
    return Party.objects.filter(
        Q(pk=user.person_id) | Q(pk__in=mandated.values("content_object_id"))
    ).order_by("kind", "pk")


def may_act_for(user: User, party_id: int) -> bool:
    """Tell whether the user may act for the party today."""
    return principals_of(user).filter(pk=party_id).exists()
