# SPDX-License-Identifier: Apache-2.0
"""A walk through the days, one by one: what the engine must agree with.

Written from the law and shares no code with the engine: it reads the shipped table by itself
and knows neither ordinals nor the folding of pauses.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import portal.kernel

TABLE = Path(portal.kernel.__file__).parent / "data" / "holidays" / "days.csv"
FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
ONE = timedelta(days=1)


class UnknownYearError(Exception):
    """The walk came to a day whose year is not announced."""


def _table() -> dict[date, bool]:
    with TABLE.open(encoding="utf-8") as file:
        return {
            date.fromisoformat(row["date"]): row["kind"] == "workday"
            for row in csv.DictReader(file)
        }


NAMED = _table()


def works(day: date) -> bool:
    if not FIRST <= day <= LAST:
        raise UnknownYearError
    return NAMED.get(day, day.isoweekday() < 6)


@dataclass
class Walk:
    """Where the walk ended: a day, or an open pause with what was left then."""

    due: date | None
    left: int = 0


def paused(day: date, pauses: list[dict[str, Any]]) -> str:
    """Say whether a day is in an ``open`` or a ``closed`` pause, or in none."""
    state = ""
    for pause in pauses:
        first = date.fromisoformat(pause["first"])
        last = pause["last"] and date.fromisoformat(pause["last"])
        if day >= first and not last:
            return "open"
        if last and first <= day <= last:
            state = "closed"
    return state


def walk(start: date, limit: int, unit: str, pauses: list[dict[str, Any]]) -> Walk:
    if limit == 0:
        begun = [p for p in pauses if not p["last"] and date.fromisoformat(p["first"]) <= start]
        return Walk(None, 0) if begun else Walk(start)
    day, counted = start, 0
    while True:
        day += ONE
        state = paused(day, pauses)
        if state == "open":
            return Walk(None, max(0, limit - counted))
        if counted < limit and not state and (unit == "calendar" or works(day)):
            counted += 1
        if counted >= limit and not state and works(day):
            return Walk(day)


def answer(raw: dict[str, Any]) -> dict[str, Any]:
    """Answer a batch line as the command must."""
    start, today = date.fromisoformat(raw["start"]), date.fromisoformat(raw["today"])
    unit, pauses, limit = raw["unit"], raw["pauses"], raw["limit"] + raw["relief"]
    try:
        if unit == "working":
            works(start)
        limit += _granted(start, limit, unit, pauses, raw["extension"])
        end = walk(start, limit, unit, pauses)
        left = end.left if end.due is None else remaining(start, end.due, today, unit, pauses)
        return {
            "due_on": end.due.isoformat() if end.due else None,
            "remaining": left,
            "standing": standing(end, today, left, limit, pauses),
        }
    except UnknownYearError:
        return {"error": True}


def _granted(
    start: date,
    limit: int,
    unit: str,
    pauses: list[dict[str, Any]],
    extension: dict[str, Any] | None,
) -> int:
    if extension is None:
        return 0
    decided = date.fromisoformat(extension["on"])
    if paused(decided, pauses):
        return 0
    try:
        end = walk(start, limit, unit, pauses)
    except UnknownYearError:
        return int(extension["days"])
    if end.due is not None and decided > end.due:
        return 0
    return int(extension["days"])


def remaining(start: date, due: date, today: date, unit: str, pauses: list[dict[str, Any]]) -> int:
    """Count the days that count, one by one, after today up to the due date or back."""
    count = 0
    day = max(start, today)
    while day < due:
        day += ONE
        if not paused(day, pauses) and (unit == "calendar" or works(day)):
            count += 1
    while day > due:
        if unit == "calendar" or works(day):
            count -= 1
        day -= ONE
    return count


def standing(end: Walk, today: date, left: int, limit: int, pauses: list[dict[str, Any]]) -> str:
    if end.due is not None and today > end.due:
        return "overdue"
    if paused(today, pauses):
        return "paused"
    fifth = 1
    while fifth * 5 < limit:
        fifth += 1
    return "due_soon" if left <= fifth else "running"
