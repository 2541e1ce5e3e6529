# SPDX-License-Identifier: Apache-2.0
"""The calendar in force, read from the database and kept in memory by its version."""

from __future__ import annotations

from django.db import DatabaseError

from portal.kernel import stamps
from portal.kernel.deadlines.engine.calendar import Calendar, DayRow
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.terms.models import Day

#: A database that does not answer or has no tables yet, and a private one that cannot start.
_NO_DATABASE = (DatabaseError, OSError, RuntimeError)


stamps.register(
    "calendar", "SELECT id || ':' || digest FROM kernel_calendarversion ORDER BY id DESC LIMIT 1"
)


class _Memory:
    calendar: Calendar | None = None


def current() -> Calendar:
    """Return the stored calendar (one small query when it is known already).

    The shipped calendar stands in while nothing has been loaded.
    """
    version = stamps.stamp("calendar")
    if version is None:
        return texts.calendar()
    number, _colon, digest = str(version).partition(":")
    known = _Memory.calendar
    if known is None or (known.version, known.digest) != (int(number), digest):
        known = read(int(number), digest)
        _Memory.calendar = known
    return known


def current_or_shipped() -> Calendar:
    """Return the stored calendar when a database answers, else the shipped one."""
    try:
        return current()
    except _NO_DATABASE:
        return texts.calendar()


def read(version: int, digest: str) -> Calendar:
    """Read all days from the database as the calendar of a version."""
    rows = Day.objects.values_list("date", "is_working", "kind", "name", "source")
    return Calendar((DayRow(*row) for row in rows.order_by("date")), version, digest)
