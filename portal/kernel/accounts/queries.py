# SPDX-License-Identifier: Apache-2.0
"""For whom a user may act, and which roles he has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.kernel import clock
from portal.kernel.accounts.grants import granted
from portal.kernel.accounts.models import Party, User

if TYPE_CHECKING:
    from django.db.models import QuerySet


def principals_of(user: User) -> QuerySet[Party]:
    """Return the parties a user may act for today: the own person and every mandate in force."""
    own = Party.objects.filter(Q(pk=user.person_id)).values("pk")
    # a union, not OR: with OR PostgreSQL reads every party there is
    keys = own.union(granted(user, "act_for", Party).values("pk"))
    return Party.objects.filter(pk__in=keys).order_by("kind", "pk")


def may_act_for(user: User, party_id: int) -> bool:
    """Tell whether the user may act for the party today."""
    return principals_of(user).filter(pk=party_id).exists()


# -- The roles in force ------------------------------------------------------------------------


def roles_of(user: User) -> frozenset[str]:
    """Return the roles in force today; read once per user object."""
    known: frozenset[str] | None = getattr(user, "_roles_today", None)
    if known is None:
        staff = user.staff_member
        known = (
            frozenset(staff.roles.in_force(clock.today()).values_list("role", flat=True))
            if staff is not None and user.is_active
            else frozenset()
        )
        user._roles_today = known  # type: ignore[attr-defined]
    return known
