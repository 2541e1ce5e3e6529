# SPDX-License-Identifier: Apache-2.0
"""The calendar that comes with the portal, from the State Council's notices. Pure.

``data/holidays/days.csv`` names the days off and the make-up days, ``notices.csv`` the notice
of each year with its number.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

from portal.kernel.deadlines import notice
from portal.kernel.deadlines.engine.calendar import Calendar

FOLDER = Path(__file__).resolve().parent.parent / "data" / "holidays"


@cache
def entries() -> tuple[notice.Entry, ...]:
    """Return all shipped entries, each with the notice that says so."""
    with (FOLDER / "notices.csv").open(encoding="utf-8", newline="") as file:
        sources = {
            int(row["year"]): f"{row['title']}（{row['document']}）" for row in csv.DictReader(file)
        }
    text = (FOLDER / "days.csv").read_text(encoding="utf-8")
    return tuple(replace(entry, source=sources[entry.date.year]) for entry in notice.parse(text))


@cache
def calendar() -> Calendar:
    """Return the shipped calendar, 2023 to the last announced year."""
    return Calendar(notice.fold([notice.Layer(entries())]))
