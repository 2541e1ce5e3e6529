# SPDX-License-Identifier: Apache-2.0
"""The ladder and the moved dates of hearings and repairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credit.records.notices import tell_moved
from credit.repair.models import RepairRequest

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.terms.models import Term


def repair_moved(term: Term, old_due: date | None) -> None:
    """Tell the party by when its request is decided now."""
    repair = RepairRequest.objects.select_related("record__party").get(subject=term.subject_id)
    tell_moved(repair.record.party, term, old_due)
