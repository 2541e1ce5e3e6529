# SPDX-License-Identifier: Apache-2.0
"""Ending what is over: each kind says which of its rows are, and what ending them is.

One batch for each kind and run, in a transaction of its own. Rows that somebody else has locked
are left to the next run, and so are those under a legal hold until it is lifted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from portal.kernel import clock, locks, sweeps
from portal.kernel.acts import act
from portal.kernel.locks import Lock
from portal.kernel.retention.holds import held_on
from portal.kernel.retention.periods import limit_of, periods

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.kernel.retention.holds import Held
    from portal.kernel.retention.models import RetentionPeriod

#: Rows of a kind that one run ends; the next run, a minute later, goes on.
MOST = 500
#: Rows of a kind that a page counts before it says "more".
COUNTED = 10_000


@dataclass(frozen=True)
class Keeping:
    """How one kind of record ends.

    ``over`` gives the rows that have not been ended yet and are over: what began before the first
    moment, or, where each row has its own end, what ended by the second, which is now. ``end`` ends
    those with the given keys and returns how many. ``parties`` and ``subjects`` are the
    fields by which a row belongs to a person or a thing that may be under a hold; without any,
    no hold keeps it (secrets, counters). ``least`` is the shortest length, in the kind's unit,
    with which the portal still works. ``end`` is None where people decide.
    """

    kind: str
    over: Callable[[datetime, datetime], QuerySet[Any]]
    end: Callable[[list[Any], datetime], int] | None
    parties: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    least: int = 0


_keepings: dict[str, Keeping] = {}


def register(keeping: Keeping) -> None:
    """Make a kind known and let the sweep end it; raises ValueError for one that is taken."""
    if keeping.kind in _keepings:
        raise ValueError(f"keeping {keeping.kind} registered twice")
    _keepings[keeping.kind] = keeping
    if keeping.end is not None:
        sweeps.register(f"retention_{keeping.kind}", partial(end_over, keeping.kind))


def keeping_of(kind: str) -> Keeping | None:
    """Return how a kind ends, None for one that the portal never ends by itself."""
    return _keepings.get(kind)


def deleting(rows: Callable[[], QuerySet[Any]]) -> Callable[[list[Any], datetime], int]:
    """Return an end that deletes rows by their keys."""

    def end(keys: list[Any], at: datetime) -> int:
        del at
        return rows().filter(pk__in=keys).delete()[0]

    return end


def blanking(
    rows: Callable[[], QuerySet[Any]], **values: Any
) -> Callable[[list[Any], datetime], int]:
    """Return an end that leaves the rows and overwrites these of their columns."""

    def end(keys: list[Any], at: datetime) -> int:
        del at
        return rows().filter(pk__in=keys).update(**values)

    return end


def _free(keeping: Keeping, rows: QuerySet[Any], held: Held) -> QuerySet[Any]:
    """Leave out what is under a hold."""
    for field in keeping.parties if held.parties else ():
        rows = rows.exclude(**{f"{field}__in": held.parties})
    for field in keeping.subjects if held.subjects else ():
        rows = rows.exclude(**{f"{field}__in": held.subjects})
    return rows


@act
def end_over(kind: str, at: datetime) -> int:
    """Sweep: end a batch of what is over of a kind; returns how many. 0 while another run does."""
    keeping = _keepings[kind]
    limit = limit_of(kind, at)
    if keeping.end is None or limit is None or not locks.take(Lock.RETENTION):
        return 0
    rows = _free(keeping, keeping.over(limit, at), held_on(clock.local_date(at)))
    batch = rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)
    keys = list(batch.values_list("pk", flat=True)[:MOST])
    return keeping.end(keys, at) if keys else 0


@dataclass(frozen=True)
class Standing:
    """One period as it stands: its row, how many are over and not ended, how many of those are held.

    None where the portal does not count them. ``is_more``: there are more than were counted.
    """

    period: RetentionPeriod
    over: int | None
    held: int | None
    is_more: bool


def standings(at: datetime) -> list[Standing]:
    """Return every period that is in force, with what is over of it."""
    day = clock.local_date(at)
    held = held_on(day)
    return [_standing(row, at, held) for row in periods(day).values()]


def _standing(row: RetentionPeriod, at: datetime, held: Held) -> Standing:
    keeping, limit = _keepings.get(row.kind), limit_of(row.kind, at)
    if keeping is None or limit is None:
        return Standing(row, None, None, is_more=False)
    over = keeping.over(limit, at)
    found = len(over.order_by("pk").values("pk")[: COUNTED + 1])
    free = len(_free(keeping, over, held).order_by("pk").values("pk")[: COUNTED + 1])
    return Standing(row, min(found, COUNTED), found - free, is_more=found > COUNTED)
