# SPDX-License-Identifier: Apache-2.0
"""The one clock. Instants are UTC; legal dates are dates in Asia/Shanghai."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(tz=UTC)


def local_date(instant: datetime) -> date:
    """Return the legal date of an aware instant: its date in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def today() -> date:
    """Return the legal date of the present instant."""
    return local_date(now())


def local(instant: datetime) -> datetime:
    """Return the instant as wall-clock time in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def start_of(day: date) -> datetime:
    """Return the instant at which a legal date begins (00:00 in Asia/Shanghai)."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)
