# SPDX-License-Identifier: Apache-2.0
"""A person's credit records, for the file of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credit.records.models import CreditRecord

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


def of_records(user: User) -> list[dict[str, Any]]:
    """Section: the marks that stand or stood against the person."""
    rows = CreditRecord.objects.filter(party_id=user.person_id or 0).order_by("pk")
    return [
        {
            "类型": str(row.get_kind_display()),
            "状态": str(row.get_state_display()),
            "从": str(row.begins_on),
            "到": str(row.ends_on),
        }
        for row in rows
    ]
