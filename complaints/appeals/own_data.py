# SPDX-License-Identifier: Apache-2.0
"""What a person complained of, asked or suggested, for the file of one's own data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints.appeals.models import Complaint
from portal.kernel.identity.own_data import moment

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


def of_complaints(user: User) -> list[dict[str, Any]]:
    """Section: what the user filed under his account; what was filed without one stays unbound."""
    rows = Complaint.objects.filter(filed_by=user).order_by("pk")
    return [
        {
            "编号": row.number,
            "类型": str(row.get_kind_display()),
            "标题": row.title,
            "内容": row.text,
            "状态": str(row.get_state_display()),
            "提交时间": moment(row.filed_at),
        }
        for row in rows
    ]
