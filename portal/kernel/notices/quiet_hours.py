# SPDX-License-Identifier: Apache-2.0
"""When a channel keeps still, as hours of a day and rest days. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime


@dataclass(frozen=True)
class Quiet:
    """Still from one full hour up to another, over midnight when ``ends`` is the smaller one.

    ``rest_days``: weekends and holidays are still as a whole.
    """

    starts: int = 0
    ends: int = 0
    rest_days: bool = False

    def after(self, at: datetime, is_working: Callable[[date], bool]) -> datetime:
        """Return ``at``, or the first moment after it at which the channel may be used."""
        local = clock.local(at)
        while (later := self._end_of_stillness(local, is_working)) is not None:
            local = later
        return at if local == clock.local(at) else local

    def _end_of_stillness(
        self, local: datetime, is_working: Callable[[date], bool]
    ) -> datetime | None:
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.rest_days and not is_working(local.date()):
            return midnight + timedelta(days=1)
        ends = midnight + timedelta(hours=self.ends)
        if self.starts < self.ends:
            return ends if self.starts <= local.hour < self.ends else None
        if self.starts == self.ends:
            return None
        if local.hour < self.ends:
            return ends
        return ends + timedelta(days=1) if local.hour >= self.starts else None
