# SPDX-License-Identifier: Apache-2.0
"""Which changes somebody sees: those of the kinds that his roles propose or confirm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.accounts.queries import roles_of
from portal.kernel.changes.kinds import kinds_for
from portal.kernel.changes.models import Change

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def visible_to(user: User) -> QuerySet[Change]:
    """Return the changes of the kinds that concern the roles which the user holds today."""
    kinds = [one.code for one in kinds_for(roles_of(user))]
    return Change.objects.filter(kind__in=kinds).select_related(
        "proposed_by__staff", "decided_by__staff"
    )
