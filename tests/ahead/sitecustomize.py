# SPDX-License-Identifier: Apache-2.0
"""Loaded by every Python of `make test-ahead`, whose date libfaketime moves and whose stopwatch it leaves alone.

libfaketime takes the moment until which `time.sleep` asks the kernel to wait for one of the moved
date, and the kernel refuses it. Moving the stopwatch, too, is no way out: libfaketime does not know
`sem_clockwait`, so that whoever waits for a lock with a time limit would wait for a year.
"""

from __future__ import annotations

import select
import time


def sleep(seconds: float, /) -> None:
    """Wait as `time.sleep` does. Raises ValueError when the length is negative."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


time.sleep = sleep  # type: ignore[assignment]  # an index other than an int is never asked for
