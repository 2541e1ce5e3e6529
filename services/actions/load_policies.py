# SPDX-License-Identifier: Apache-2.0
"""Loading the demo policies; those that are there stay."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from services.items import reference
from services.items.codes import Provenance
from services.models.policy import Policy
from services.policy_rules import unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def load_policies(*, by: User | None, at: datetime) -> int:
    """Add the demo policies that are not there; raises ValueError for a condition unknown."""
    del by, at  # reference rows carry no story of their own
    made = 0
    for row in reference.policies():
        if wrong := unreadable(row["conditions"]):
            raise ValueError(f"unknown conditions: {wrong}")
        for key in ("valid_from", "valid_to"):
            row[key] = date.fromisoformat(row[key])
        code = row.pop("code")
        _policy, is_new = Policy.objects.get_or_create(
            code=code, defaults={**row, "provenance": Provenance.SYNTHETIC}
        )
        made += is_new
    return made
