# SPDX-License-Identifier: Apache-2.0
"""Giving more time to all in an emergency (突发事件), and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.acts import act
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.terms.moves import TermMove, blocks

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.deadlines.terms.models import Term, TermQuerySet

#: The event of a term that got relief while its due date stayed as it was or unknown.
RELIEVED = "term.relieved"


@act
def relieve(*, terms: TermQuerySet, days: int, cause: str, source: str, at: datetime) -> int:
    """Give running terms ``days`` of relief (ZY 27(6)) and return how many got it.

    Days of a term's own unit as for an extension: working days, else calendar days. Negative
    days take relief back, from those terms only that hold as much. Terms overdue before
    ``at`` are left alone, as relief never forgives lateness; a date that taking back puts
    into the past blames nobody. ``cause`` is a code or number, not a text about persons;
    ``source`` the decision. Each term leaves one event, each moved date tells its people.
    """
    move = TermMove(calendar.current(), at)
    count = 0
    for block in blocks(terms):
        for held in block:
            term = held.term
            if _is_late(term, at, move) or term.relief_days + days < 0 or days == 0:
                continue
            term.relief_days += days
            facts = {"cause": cause, "days": days}
            move.take(held, source=source, facts=facts, verb=RELIEVED)
            count += 1
        move.write()
    return count


def _is_late(term: Term, at: datetime, move: TermMove) -> bool:
    if term.due_at is not None:
        return term.due_at < at
    return term.due_on is not None and term.due_on < move.today
