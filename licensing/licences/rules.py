# SPDX-License-Identifier: Apache-2.0
"""May this file be taken in, deferred, corrected, decided? Pure functions over plain facts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def validity_end(first: date, years: int | None) -> date | None:
    """Return the last day of validity: the day before the corresponding day (民法典 202).

    A licence of 29 February ends on the last day of February. None for unlimited validity.
    """
    if years is None:
        return None
    try:
        same = first.replace(year=first.year + years)
    except ValueError:
        return first.replace(year=first.year + years, day=28)
    return same - timedelta(days=1)
