# SPDX-License-Identifier: Apache-2.0
"""All verdicts of one look at a file, kept together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from licensing.actions.intake import give_verdict
from licensing.cases.guards import locked
from licensing.cases.models import Case, CaseMaterial

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def give_verdicts(
    *,
    case: Case,
    verdicts: Mapping[int, tuple[str, str]],
    revision: int | None,
    by: User,
    at: datetime,
) -> int:
    """Keep what the clerk found: key of the material -> verdict and note; returns the revision.

    Only what differs from the stored verdicts is written. Raises Stale when a colleague
    changed the case since the page was read, so that nobody's verdicts are overwritten.
    """
    case = locked(case, revision=revision)
    changed = [
        (line, *verdicts[line.pk])
        for line in CaseMaterial.objects.filter(case=case, pk__in=verdicts).select_related(
            "case", "material"
        )
        if (line.verdict, line.note) != (verdicts[line.pk][0], verdicts[line.pk][1].strip())
    ]
    for line, verdict, note in changed:
        give_verdict(line=line, verdict=verdict, note=note, by=by, at=at)
    if changed:
        case.revision += 1
        Case.objects.filter(pk=case.pk).update(revision=case.revision)
    return case.revision
