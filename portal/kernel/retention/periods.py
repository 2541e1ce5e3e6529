# SPDX-License-Identifier: Apache-2.0
"""The period that is in force for a kind of record, and the moment before which it is over.

The shipped periods are in ``data/retention.json``; there each kind also names its ``tables``.
"""

from __future__ import annotations

import json
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal.kernel import clock, stamps
from portal.kernel.deadlines.engine.periods import add_months
from portal.kernel.retention.models import RetentionPeriod
from portal.kernel.retention.words import RetentionUnit

if TYPE_CHECKING:
    from datetime import date, datetime

SHIPPED = Path(__file__).parents[1] / "data" / "retention.json"
_MONTHS = {RetentionUnit.MONTHS: 1, RetentionUnit.YEARS: 12}

stamps.register(
    "retention", "SELECT md5(string_agg(r::text, ',' ORDER BY r.id)) FROM kernel_retentionperiod r"
)


def shipped() -> list[dict[str, Any]]:
    """Return the shipped periods as they stand in the file, with the tables of each kind."""
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return rows


def periods(on: date) -> dict[str, RetentionPeriod]:
    """Return by kind the newest row that is in force on a day, as shipped where there is none yet.

    Kept in the process; one small query tells whether a row was added.
    """
    return _periods(stamps.stamp("retention"), on)


@lru_cache(maxsize=64)
def _periods(_stamp: str, on: date) -> dict[str, RetentionPeriod]:
    rows = RetentionPeriod.objects.filter(effective_on__lte=on).order_by("kind", "effective_on")
    return {**_as_shipped(), **{row.kind: row for row in rows}}


@lru_cache(maxsize=1)
def _as_shipped() -> dict[str, RetentionPeriod]:
    plain = [{name: row[name] for name in row if name != "tables"} for row in shipped()]
    return {row["kind"]: RetentionPeriod(**row) for row in plain}


def length_of(kind: str, at: datetime) -> timedelta:
    """Return a period that runs from the moment; raises KeyError for an unknown kind.

    Raises ValueError for one that counts days or is permanent.
    """
    return _length(periods(clock.local_date(at))[kind])


def _length(row: RetentionPeriod) -> timedelta:
    if row.unit == RetentionUnit.MINUTES:
        return timedelta(minutes=row.length)
    if row.unit == RetentionUnit.HOURS:
        return timedelta(hours=row.length)
    raise ValueError(f"{row.kind} counts {row.unit}")


def limit_of(kind: str, at: datetime, *, instead: RetentionPeriod | None = None) -> datetime | None:
    """Return the moment before which a record of the kind is over; None where it is permanent.

    ``instead`` is a row that is only thought of, in the place of the one in force.

    A period of days, months or years ends with a day: what began on day D is kept on day D + n
    and is over on the day after. What has no such day of its month is kept a little longer, never
    shorter. Raises KeyError for an unknown kind.
    """
    today = clock.local_date(at)
    row = instead or periods(today)[kind]
    if row.unit == RetentionUnit.PERMANENT:
        return None
    if row.unit in (RetentionUnit.MINUTES, RetentionUnit.HOURS):
        # what began at this very moment is over as well
        return at - _length(row) + timedelta(microseconds=1)
    if months := _MONTHS.get(RetentionUnit(row.unit)):
        return clock.start_of(add_months(today, -months * row.length))
    return clock.start_of(today - timedelta(days=row.length))
