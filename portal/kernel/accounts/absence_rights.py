# SPDX-License-Identifier: Apache-2.0
"""Who declares an absence for whom, and which roles a deputy needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.access import REVIEW_ROLES, roles_of
from portal.kernel.accounts.models import Role, StaffMember, StaffRole

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.accounts.models import User

#: Roles with a desk of their own; a deputy needs those that the absentee holds.
DESK_ROLES = frozenset({Role.CLERK, *REVIEW_ROLES})


def may_declare_for(by: User, staff: StaffMember) -> bool:
    """Tell whether a user declares for this member: himself, his organ's head, supervision
    for those at a window."""
    own = by.staff_member
    if own is None:
        return False
    if own.pk == staff.pk:
        return True
    held = roles_of(by)
    same_organ = staff.organ_id is not None and own.organ_id == staff.organ_id
    return (same_organ and Role.APPROVER in held) or (
        staff.organ_id is None and staff.centre_id is not None and Role.SUPERVISOR in held
    )


def desk_roles(staff: StaffMember, first: date, last: date) -> frozenset[str]:
    """Return the desk roles that a member holds on every day of a span."""
    rows = StaffRole.objects.filter(staff=staff, role__in=DESK_ROLES)
    return frozenset(rows.in_force(first).values_list("role", flat=True)) & frozenset(
        rows.in_force(last).values_list("role", flat=True)
    )
