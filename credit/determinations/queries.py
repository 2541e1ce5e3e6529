# SPDX-License-Identifier: Apache-2.0
"""Reading credit: the grade, the gate of a deferral, and who sees what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credit.determinations.models import Determination
from portal.kernel.accounts.queries import principals_of, roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def determinations_visible_to(user: User) -> QuerySet[Determination]:
    """Return a citizen's own inquiries; all of them for those who oversee."""
    rows = Determination.objects.select_related("party", "subject", "cause")
    if roles_of(user) & set(OVERSIGHT_ROLES):
        return rows
    return rows.filter(party__in=principals_of(user).values("pk"))
