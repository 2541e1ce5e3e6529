# SPDX-License-Identifier: Apache-2.0
"""The engine against a day-by-day walk on random inputs."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.proof.questions import answer
from tests.kernel.deadlines import oracle

CASES = 100_000
SEED = 20261122
DAYS = (oracle.LAST - oracle.FIRST).days


def random_line(chance: random.Random) -> dict[str, Any]:
    start = oracle.FIRST + timedelta(days=chance.randrange(-3, DAYS + 3))
    pauses = []
    for _number in range(chance.choice((0, 0, 0, 1, 1, 2, 3))):
        first = start + timedelta(days=chance.randrange(-6, 40))
        last = first + timedelta(days=chance.choice((0, 1, 2, 4, 9, 14)))
        is_open = chance.random() < 0.12
        pauses.append(
            {
                "kind": chance.choice(("听证", "检验", "专家评审", "")),
                "first": first.isoformat(),
                "last": None if is_open else last.isoformat(),
            }
        )
    extension = None
    if chance.random() < 0.3:
        decided = start + timedelta(days=chance.randrange(0, 40))
        extension = {"days": chance.randrange(0, 16), "on": decided.isoformat()}
    return {
        "start": start.isoformat(),
        "limit": chance.choice((0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45)),
        "relief": chance.choice((0, 0, 0, 0, 1, 3, 10)),
        "unit": chance.choice(("working", "calendar")),
        "pauses": pauses,
        "extension": extension,
        "today": (start + timedelta(days=chance.randrange(-3, 60))).isoformat(),
    }


def test_engine_agrees_with_a_walk_on_100_000_random_lines() -> None:
    chance = random.Random(SEED)
    calendar = texts.calendar()
    differing = []
    for _number in range(CASES):
        line = random_line(chance)
        told = answer(line, calendar, date(2026, 1, 1))
        expected = oracle.answer(line)
        if "error" in told and "error" in expected:
            continue
        if told != expected:
            differing.append((line, told, expected))
    assert differing[:3] == []
