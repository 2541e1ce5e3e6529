# SPDX-License-Identifier: Apache-2.0
"""Reading cards: who sees which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.models.card import Card
from portal.kernel.accounts.models import Role
from portal.kernel.http.access import OVERSIGHT_ROLES, roles_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def _joined() -> QuerySet[Card]:
    return Card.objects.select_related(
        "subject",
        "organ",
        "centre",
        "person__staff",
        "stood_in_for__staff",
        "case__version",
        "event",
    )


def own(user: User) -> QuerySet[Card]:
    """Return a member's own cards and, as the head of a unit, those of the unit."""
    staff = user.staff_member
    if staff is None:
        return Card.objects.none()
    held = roles_of(user)
    reach = Q(person=user) | Q(appealed_by=user)
    if Role.APPROVER in held and staff.organ_id is not None:
        reach |= Q(organ_id=staff.organ_id)
    if Role.CLERK in held and staff.centre_id is not None:
        reach |= Q(centre_id=staff.centre_id, person=None)
    return _joined().filter(reach)


def visible_to(user: User) -> QuerySet[Card]:
    """Return the cards that a user may open: all for those who oversee, else the own ones."""
    if roles_of(user) & set(OVERSIGHT_ROLES):
        return _joined()
    return own(user)
