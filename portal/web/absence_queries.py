# SPDX-License-Identifier: Apache-2.0
"""Who sees which absence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.kernel.absences.models import Absence
from portal.kernel.accounts.models import Role
from portal.kernel.http.access import roles_of, staff_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def visible_to(user: User) -> QuerySet[Absence]:
    """Return one's own absences and stand-ins; a head sees the whole unit's."""
    staff, held = staff_of(user), roles_of(user)
    rows = Absence.objects.select_related("staff", "deputy", "declared_by__staff")
    reach = Q(staff=staff) | Q(deputy=staff)
    if Role.APPROVER in held and staff.organ_id is not None:
        reach |= Q(staff__organ_id=staff.organ_id)
    if Role.SUPERVISOR in held:
        reach |= Q(staff__organ=None)
    return rows.filter(reach)
