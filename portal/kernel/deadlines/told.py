# SPDX-License-Identifier: Apache-2.0
"""Which rungs terms have reached so far, under whatever due date they had then."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.kernel.audit.models import Event
from portal.kernel.deadlines import ladders
from portal.kernel.deadlines.models import TermReminder

if TYPE_CHECKING:
    from collections.abc import Collection

_ONE = timedelta(days=1)


def told_of(keys: Collection[int], subjects: Collection[int]) -> dict[int, set[tuple[str, date]]]:
    """Return by term the code and the day of each rung; lateness that blamed nobody left out.

    Kinds without a ladder leave no reminders, so lateness is read from its events.
    """
    told: dict[int, set[tuple[str, date]]] = defaultdict(set)
    reached = TermReminder.objects.filter(term__in=keys).exclude(rung=ladders.OVERDUE)
    for term_id, rung, day in reached.values_list("term_id", "rung", "reached_on"):
        told[term_id].add((rung, day))
    overdue = Event.objects.filter(subject__in=subjects, verb="term.overdue")
    for facts in overdue.values_list("facts", flat=True):
        if not facts["adjusted"]:
            day = date.fromisoformat(facts["due_on"]) + _ONE
            told[facts["term"]].add((ladders.OVERDUE, day))
    return told
