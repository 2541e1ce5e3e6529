# SPDX-License-Identifier: Apache-2.0
"""Section "clocks": one due date, and many, beside numpy's business days in the same run."""

from __future__ import annotations

import random
import statistics
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db import connection

from portal.kernel.deadlines.engine import evaluate
from portal.kernel.deadlines.shipped import calendar
from portal.kernel.deadlines.spans import TermSpec
from portal.kernel.deadlines.words import Unit

if TYPE_CHECKING:
    from collections.abc import Callable

SINGLE, BULK, ROUNDS = 20_000, 1_000_000, 5
FIRST, SPREAD, LONGEST = date(2023, 1, 1), 1300, 45
_TABLE = """
SELECT count(d.date) FROM bench_term t
  JOIN kernel_day s ON s.date = t.started_on
  JOIN kernel_day d ON d.ordinal = s.ordinal + t.lim AND d.is_working
"""


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def measured() -> dict[str, float]:
    """Return microseconds for one date and seconds for a million."""
    chance = random.Random(7)
    known = calendar()
    specs = [
        TermSpec(
            chance.randrange(1, LONGEST), Unit.WORKING,
            FIRST + timedelta(days=chance.randrange(SPREAD)),
        )
        for _turn in range(SINGLE)
    ]  # fmt: skip
    single = min(
        _timed(lambda: [evaluate(spec, known).due_on for spec in specs]) for _turn in range(ROUNDS)
    )
    numbers = np.random.default_rng(7)
    starts = np.datetime64(FIRST) + numbers.integers(0, SPREAD, BULK)
    limits = numbers.integers(1, LONGEST, BULK)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE bench_term AS SELECT %s::date + (random() * %s)::int AS started_on,"
            " 1 + (random() * %s)::int AS lim FROM generate_series(1, %s)",
            [FIRST, SPREAD - 1, LONGEST - 2, BULK],
        )
        cursor.execute(
            "ANALYZE bench_term; ANALYZE kernel_day; SET max_parallel_workers_per_gather = 0"
        )
        table, other = [], []
        for _turn in range(ROUNDS):
            table.append(_timed(lambda: cursor.execute(_TABLE)))
            other.append(_timed(lambda: np.busday_offset(starts, limits, roll="backward")))
        cursor.execute("DROP TABLE bench_term; RESET max_parallel_workers_per_gather")
    return {
        "single_us": round(single / SINGLE * 1_000_000, 2),
        "bulk_dates": BULK,
        "bulk_sql_s": round(statistics.median(table), 3),
        "bulk_numpy_busday_s": round(statistics.median(other), 3),
        "bulk_sql_to_numpy": round(statistics.median(table) / statistics.median(other), 2),
    }
