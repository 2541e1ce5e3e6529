# SPDX-License-Identifier: Apache-2.0
"""Grades from records by a published table. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "grades.json"


@dataclass(frozen=True)
class GradeLine:
    """One row of the table: a grade holds up to these numbers of active and of past records."""

    code: str
    label: str
    active_at_most: int
    past_at_most: int


@cache
def grades() -> tuple[GradeLine, ...]:
    """Return the published table, best grade first."""
    return tuple(GradeLine(**row) for row in json.loads(DATA.read_text(encoding="utf-8"))["grades"])


@cache
def grades_source() -> str:
    """Return the sentence that says where the table comes from."""
    return str(json.loads(DATA.read_text(encoding="utf-8"))["source"])


def grade_of(active: int, past: int) -> GradeLine:
    """Return the first grade of the table that holds the numbers of records."""
    for grade in grades():
        if active <= grade.active_at_most and past <= grade.past_at_most:
            return grade
    return grades()[-1]
