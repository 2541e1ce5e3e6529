# SPDX-License-Identifier: Apache-2.0
"""Reading cases: who sees which, and how they are found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.licences.models import Licence
from portal.kernel.accounts.models import User
from portal.kernel.accounts.queries import principals_of

if TYPE_CHECKING:
    from django.db.models import QuerySet


def licences_of(user: User) -> QuerySet[Licence]:
    """Return the licences of the parties for whom a user may act."""
    return Licence.objects.filter(holder__in=principals_of(user).values("pk")).select_related(
        "holder", "organ", "document", "case__version"
    )
