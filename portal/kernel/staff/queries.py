# SPDX-License-Identifier: Apache-2.0
"""Finding staff, and what must be true of those who work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Prefetch, Q

from portal.kernel.accounts.models import StaffMember, StaffRole
from portal.kernel.invariants import BrokenInvariant
from portal.kernel.staff.leaving import OWN_ACTS

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def find_staff(
    *, words: str = "", role: str = "", is_active: bool | None = True, on: date
) -> QuerySet[StaffMember]:
    """Return members by name, sign-in name, organ or centre; each with its rights of the day.

    ``role``: only those who hold it. ``is_active`` None: also the disabled ones.
    """
    rows = StaffMember.objects.select_related("user", "organ", "centre").prefetch_related(
        Prefetch("roles", StaffRole.objects.in_force(on).order_by("role"), to_attr="held")
    )
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(user__username__icontains=word)
            | Q(organ__name__icontains=word)
            | Q(centre__name__icontains=word)
        )
    if role:
        rows = rows.filter(pk__in=StaffRole.objects.in_force(on).filter(role=role).values("staff"))
    if is_active is not None:
        rows = rows.filter(user__is_active=is_active)
    return rows.order_by("organ__name", "centre__name", "name", "pk")


_IDLE = """
SELECT t.subject_id, t.act, t.handler_id FROM kernel_turn t JOIN kernel_user u ON u.id = t.handler_id
 WHERE NOT u.is_active AND t.act <> ALL(%s) LIMIT 100
"""


def no_turn_with_the_disabled() -> list[BrokenInvariant]:
    """Nothing waits for somebody whose account is disabled."""
    with connection.cursor() as cursor:
        cursor.execute(_IDLE, [list(OWN_ACTS)])
        return [
            BrokenInvariant("no_turn_with_the_disabled", subject, f"{act}: user {user}")
            for subject, act, user in cursor.fetchall()
        ]
