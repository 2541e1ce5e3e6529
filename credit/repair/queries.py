# SPDX-License-Identifier: Apache-2.0
"""Reading credit: the grade, the gate of a deferral, and who sees what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credit.repair.models import RepairRequest
from portal.kernel.accounts.queries import principals_of, roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def repairs_visible_to(user: User) -> QuerySet[RepairRequest]:
    """Return a citizen's own requests; all of them for those who oversee."""
    rows = RepairRequest.objects.select_related("record__party", "subject")
    if roles_of(user) & set(OVERSIGHT_ROLES):
        return rows
    return rows.filter(record__party__in=principals_of(user).values("pk"))
