# SPDX-License-Identifier: Apache-2.0
"""May this file be taken in, deferred, corrected, decided? Pure functions over plain facts."""

from __future__ import annotations


def deferral_days(promised: int, margin: int) -> int:
    """Return within how many working days a deferred material is due.

    The promised limit less the city's margin for checking, never less than one day and never
    more than the promised limit.
    """
    return max(min(promised - margin, promised), 1)
