# SPDX-License-Identifier: Apache-2.0
"""The complaints in the hands of one who leaves his post: back to be signed for, or passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from complaints.appeals.models import Complaint
from complaints.appeals.states import COMPLAINT, ComplaintState
from portal.kernel.accounts.words import REVIEW_ROLES
from portal.kernel.staff.leaving import held_by

if TYPE_CHECKING:
    from portal.kernel.staff.leaving import Leaving


def release_complaints(leaving: Leaving) -> tuple[int, int]:
    """Give back what the leaver's posts do not cover; how many were passed over, pooled.

    One about the successor, or filed by him, goes to the organ.
    """
    rows = Complaint.objects.filter(handler=leaving.user, state=ComplaintState.IN_HANDLING)
    if leaving.roles & set(REVIEW_ROLES) and leaving.organ is not None:
        rows = rows.exclude(organ=leaving.organ)
    complaints = list(rows.select_for_update(of=("self",)).select_related("subject").order_by("pk"))
    organ = _organ_of_successor(leaving)
    fit = {one.pk for one in complaints if organ == one.organ_id and _may_take(one, leaving)}
    told: dict[str, Any] = {"by": leaving.by, "at": leaving.at, "facts": leaving.facts}
    taken = [one for one in complaints if one.pk in fit]
    COMPLAINT.apply_many(taken, "pass_over", handler=leaving.successor, **told)
    left = [one for one in complaints if one.pk not in fit]
    COMPLAINT.apply_many(left, "release", handler=None, **told)
    return len(taken), len(left)


def _organ_of_successor(leaving: Leaving) -> int | None:
    """Return the organ for which the successor handles complaints, None when he does not."""
    member = leaving.successor.staff_member if leaving.successor is not None else None
    if member is None or not held_by(member, leaving.at) & set(REVIEW_ROLES):
        return None
    return member.organ_id


def _may_take(complaint: Complaint, leaving: Leaving) -> bool:
    user = leaving.successor
    member = user.staff_member if user is not None else None
    return (
        user is not None
        and member is not None
        and complaint.about_staff_id != member.pk
        and complaint.filed_by_id != user.pk
    )
