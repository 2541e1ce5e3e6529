# SPDX-License-Identifier: Apache-2.0
"""The drafts of an editor who leaves his post: open to every editor, or to the successor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.accounts.words import Role
from portal.kernel.staff.leaving import held_by
from services.drafts.models import Draft
from services.drafts.states import DRAFT, DraftState

if TYPE_CHECKING:
    from portal.kernel.staff.leaving import Leaving


def release_drafts(leaving: Leaving) -> tuple[int, int]:
    """Give back what one who is no editor any more was writing; how many were passed over, pooled."""
    if Role.EDITOR in leaving.roles:
        return 0, 0
    rows = Draft.objects.filter(edited_by=leaving.user, state=DraftState.EDITING)
    drafts = list(rows.select_for_update(of=("self",)).select_related("subject").order_by("pk"))
    user = leaving.successor
    member = user.staff_member if user is not None else None
    may = member is not None and Role.EDITOR in held_by(member, leaving.at)
    DRAFT.apply_many(
        drafts,
        "pass_over" if may else "release",
        by=leaving.by,
        at=leaving.at,
        facts=leaving.facts,
        edited_by=user if may else None,
    )
    return (len(drafts), 0) if may else (0, len(drafts))
