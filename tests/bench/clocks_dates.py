# SPDX-License-Identifier: Apache-2.0
"""Due dates one by one and in bulk, beside numpy's business days and a loop over the days."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import chinese_calendar
import numpy as np
from django.core.management import call_command

from portal.kernel.deadlines.engine.bulk import DueTable
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.holidays.texts import calendar
from portal.kernel.deadlines.words import Unit
from tests.kernel.deadlines.test_oracle import random_line

if TYPE_CHECKING:
    from collections.abc import Callable

SINGLE, BULK, BATCH, SAMPLE, ROUNDS = 20_000, 1_000_000, 100_000, 2_000, 7
FIRST, SPREAD, LONGEST = date(2023, 1, 1), 1300, 45
_ONE = timedelta(days=1)


def timed(act: Callable[[], Any]) -> float:
    """Return the seconds that an act takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def single() -> dict[str, float]:
    """Return the microseconds for one due date by the engine."""
    chance = random.Random(7)
    known = calendar()
    specs = [
        TermSpec(
            chance.randrange(1, LONGEST), Unit.WORKING,
            FIRST + timedelta(days=chance.randrange(SPREAD)),
        )
        for _turn in range(SINGLE)
    ]  # fmt: skip
    rounds = [
        timed(lambda: [evaluate(spec, known).due_on for spec in specs]) for _turn in range(ROUNDS)
    ]
    return {"single_us": round(statistics.median(rounds) / SINGLE * 1_000_000, 2)}


def bulk() -> dict[str, Any]:
    """Return seconds for a million dates by each way, in turns, and how many are right.

    numpy is given the rest days that fall on weekdays as its holidays; it has no word for
    working weekends. The loop takes a sample and is counted up to the million.
    """
    known = calendar()
    numbers = np.random.default_rng(7)
    starts = np.datetime64(FIRST) + numbers.integers(0, SPREAD, BULK)
    limits = numbers.integers(1, LONGEST, BULK)
    holidays = [row.date for row in known.rows() if not row.is_working]
    business = np.busdaycalendar(holidays=holidays)
    table = DueTable(known)
    mine, other, plain = [], [], []
    for _turn in range(ROUNDS + 1):
        mine.append(timed(lambda: table.due_dates(starts, limits)))
        other.append(
            timed(lambda: np.busday_offset(starts, limits, "backward", busdaycal=business))
        )
        plain.append(timed(lambda: np.busday_offset(starts, limits, "backward")))
    right = table.due_dates(starts, limits)
    pairs = list(zip(starts[:SAMPLE].tolist(), limits[:SAMPLE].tolist(), strict=True))
    looped: list[date] = []
    sample = timed(lambda: looped.extend(_looped(start, limit) for start, limit in pairs))
    assert looped == right[:SAMPLE].tolist()
    ratios = sorted(one / two for one, two in zip(mine[1:], other[1:], strict=True))
    loop = sample * BULK / SAMPLE
    by_numpy = np.busday_offset(starts, limits, "backward", busdaycal=business)
    without = np.busday_offset(starts, limits, "backward")
    return {
        "dates": BULK,
        "portal_s": round(statistics.median(mine[1:]), 4),
        "table_s": round(timed(lambda: DueTable(known)), 5),
        "numpy_busday_s": round(statistics.median(other[1:]), 4),
        "numpy_without_holidays_s": round(statistics.median(plain[1:]), 4),
        "portal_to_numpy": round(statistics.median(ratios), 3),
        "portal_to_numpy_highest": round(ratios[-1], 3),
        "numpy_right_share": round(float((by_numpy == right).mean()), 4),
        "numpy_without_holidays_right_share": round(float((without == right).mean()), 4),
        "loop_sample": SAMPLE,
        "loop_s_counted_up_from_sample": round(loop, 1),
        "loop_to_portal": round(loop / statistics.median(mine[1:])),
    }


def batch() -> dict[str, Any]:
    """Return seconds of ``deadline --batch``, beside reading and writing the same JSON alone."""
    chance = random.Random(7)
    text = "\n".join(json.dumps(random_line(chance)) for _line in range(BATCH))
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        portal, bare = [], []
        for _turn in range(ROUNDS):
            portal.append(timed(lambda: _told(file.name)))
            bare.append(timed(lambda: _copied(Path(file.name))))
    ratios = sorted(one / two for one, two in zip(portal, bare, strict=True))
    return {
        "lines": BATCH,
        "portal_s": round(statistics.median(portal), 3),
        "json_alone_s": round(statistics.median(bare), 3),
        "portal_to_json": round(statistics.median(ratios), 2),
        "portal_to_json_highest": round(ratios[-1], 2),
    }


def _told(name: str) -> None:
    call_command("deadline", "--batch", name, "--json", stdout=StringIO())


def _copied(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return "\n".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)


def _looped(start: date, limit: int) -> date:
    day = start
    while limit:
        day += _ONE
        limit -= chinese_calendar.is_workday(day)
    return day
