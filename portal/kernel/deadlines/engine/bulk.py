# SPDX-License-Identifier: Apache-2.0
"""Due dates of many working-day periods at once, by two table look-ups each.

The calendar becomes two arrays, ordinal by day and day by ordinal; a due date is
``days[ordinals[start] + limit]``. For plain periods: no pauses, no extension, no relief. Loads
numpy, so commands import this module and pages do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from portal.kernel.deadlines.engine.calendar import Calendar

#: Rows worked on at a time, few enough to stay in the processor's cache.
_BLOCK = 16_384
_EPOCH = 719_163  # date(1970, 1, 1).toordinal()
_DAY = "datetime64[D]"
_UNKNOWN = np.datetime64("NaT", "D")


class DueTable:
    """A calendar as arrays. Answers agree with the engine row by row."""

    __slots__ = ("_base", "_days", "_ordinals")

    def __init__(self, calendar: Calendar) -> None:
        numbers = range(calendar.base, calendar.last + 1)
        ordinals = [calendar.ordinal(number) for number in numbers]
        working = ordinals[-1]
        # A place at each end stands for every day outside, and leads past the last due date.
        beyond = working + 1
        self._base = calendar.base - 1 - _EPOCH
        self._ordinals = np.array([beyond, *ordinals, beyond], dtype=np.int32)
        known = [calendar.day_of(ordinal) - _EPOCH for ordinal in range(1, beyond)]
        self._days = np.empty(working + 2, dtype=_DAY)
        self._days[1:beyond] = np.array(known, dtype=np.int64).view(_DAY)
        self._days[0] = self._days[beyond] = _UNKNOWN

    def due_dates(
        self, starts: NDArray[np.datetime64], limits: NDArray[np.int64]
    ) -> NDArray[np.datetime64]:
        """Return the due date of each period: ``limits`` working days after ``starts``.

        A limit of 0 is the start day itself. NaT stands where the start or the due date lies
        outside the known years. Raises ValueError for negative limits.
        """
        if limits.size and limits.min() < 0:
            raise ValueError("a limit is not negative")
        days = starts.astype(_DAY, copy=False)
        found = np.empty(days.shape, dtype=_DAY)
        for first in range(0, days.size, _BLOCK):
            block = slice(first, first + _BLOCK)
            self._fill(days[block], limits[block], found[block])
        return found

    def _fill(
        self,
        days: NDArray[np.datetime64],
        limits: NDArray[np.int64],
        found: NDArray[np.datetime64],
    ) -> None:
        ordinals = self._ordinals.take(days.view(np.int64) - self._base, mode="clip")
        self._days.take(ordinals + limits, mode="clip", out=found)
        at_once = limits == 0
        if at_once.any():
            known = ordinals < len(self._days) - 1
            found[at_once] = np.where(known, days, _UNKNOWN)[at_once]
