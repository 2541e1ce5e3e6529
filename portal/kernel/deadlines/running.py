# SPDX-License-Identifier: Apache-2.0
"""The running periods of a list's rows, for pages that show when each is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.deadlines.models import Term

if TYPE_CHECKING:
    from collections.abc import Iterable


def by_subject(subjects: Iterable[int]) -> dict[int, Term]:
    """Return for each subject its running period that is due first, in one query."""
    rows = Term.objects.running().filter(subject__in=list(subjects))
    found: dict[int, Term] = {}
    for term in rows.order_by("due_on", "pk"):
        found.setdefault(term.subject_id, term)
    return found
