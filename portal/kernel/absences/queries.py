# SPDX-License-Identifier: Apache-2.0
"""Who is away, and who stands in: dated, by name, for the work that lies on a desk (顶岗补位)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from portal.kernel.absences.models import Absence
from portal.kernel.accounts.models import User
from portal.kernel.invariants import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


def acting_for(user: User, on: date) -> list[User]:
    """Return the absent colleagues whose deputy the user is on a day, by name."""
    if not user.is_active:
        return []
    rows = Absence.objects.in_force(on).filter(deputy__user=user).order_by("staff__name", "pk")
    return [row.staff.user for row in rows.select_related("staff__user__staff")]


def deputy_of(user: User, on: date) -> User | None:
    """Return who stands in for a user on a day, None when he is here (or nobody does)."""
    row = (
        Absence.objects.in_force(on)
        .filter(staff__user=user, deputy__user__is_active=True)
        .select_related("deputy__user__person", "deputy__user__staff")
        .first()
    )
    return row.deputy.user if row is not None else None


def stands_in(by: User, holder: User, on: date) -> bool:
    """Tell whether one user is the other's deputy on a day."""
    return (
        by.is_active
        and Absence.objects.in_force(on).filter(deputy__user=by, staff__user=holder).exists()
    )


def with_deputies(users: Iterable[User], on: date) -> list[tuple[User, User | None]]:
    """Return each user, and after them the deputies of those away, with whom they stand in for.

    A deputy who is among the users is not named again. One query.
    """
    told = list(users)
    rows = Absence.objects.in_force(on).filter(
        staff__user__in=[user.pk for user in told], deputy__user__is_active=True
    )
    known = {user.pk for user in told}
    found: list[tuple[User, User | None]] = [(user, None) for user in told]
    for row in rows.select_related("staff__user__staff", "deputy__user__staff").order_by("pk"):
        if row.deputy.user_id not in known:
            known.add(row.deputy.user_id)
            found.append((row.deputy.user, row.staff.user))
    return found


# -- What must always be true of absences ------------------------------------------------------


#: Both ends included; a return on a day gives that day back.
_PAIRS = """
WITH span AS (
    SELECT id, subject_id, staff_id, deputy_id, first_day,
           least(last_day, coalesce(returned_on - 1, last_day)) AS last_day
      FROM kernel_absence)
SELECT a.subject_id, a.id, b.id, a.staff_id = b.staff_id
  FROM span a JOIN span b ON a.id <> b.id
   AND a.first_day <= b.last_day AND b.first_day <= a.last_day
   AND a.first_day <= a.last_day AND b.first_day <= b.last_day
   AND ((a.staff_id = b.staff_id AND a.id < b.id) OR a.deputy_id = b.staff_id)
 LIMIT 100
"""


def no_overlapping_absence() -> list[Finding]:
    """Nobody is away twice on a day, and no deputy is away himself on a day he stands in."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        return [
            Finding(
                "no_overlapping_absence",
                subject,
                f"absences {one} and {other} "
                + ("overlap" if same else "make a chain: the deputy is away"),
            )
            for subject, one, other, same in cursor.fetchall()
        ]
