# SPDX-License-Identifier: Apache-2.0
"""The hearings of a host who leaves his post: another host is set, and the applicant told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.models import Case
from licensing.procedures.models import Hearing
from licensing.procedures.states import HEARING, HearingState

if TYPE_CHECKING:
    from portal.kernel.staff.leaving import Leaving


def release_hearings(leaving: Leaving) -> tuple[int, int]:
    """Give the scheduled hearings of the leaver back to the organ; how many were passed over, pooled.

    None goes to the successor: who hosts stands in a notice to the applicant, who may object.
    """
    rows = Hearing.objects.filter(host=leaving.user, state=HearingState.SCHEDULED)
    if leaving.roles and leaving.organ is not None:
        rows = rows.exclude(case__organ=leaving.organ)
    cases = Case.objects.filter(hearings__in=rows).values("pk")
    list(Case.objects.filter(pk__in=cases).select_for_update(of=("self",)).order_by("pk"))
    hearings = list(
        rows.select_for_update(of=("self",)).select_related("subject", "case").order_by("pk")
    )
    HEARING.apply_many(
        hearings, "release", by=leaving.by, at=leaving.at, facts=leaving.facts, host=None
    )
    return 0, len(hearings)
