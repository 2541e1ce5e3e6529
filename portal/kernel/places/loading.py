# SPDX-License-Identifier: Apache-2.0
"""Loading the divisions of the statistics bureau's list (2022-10-31)."""

from __future__ import annotations

import csv
from pathlib import Path

from portal.kernel.acts import act
from portal.kernel.places.models import Division, DivisionLevel

SHIPPED = Path(__file__).parents[1] / "data" / "divisions.csv"


@act
def load_divisions(path: Path = SHIPPED) -> int:
    """Load divisions from a CSV of code, name, level, parent; returns how many are new.

    Rows of an unknown level are kept as ``other``; nothing is changed on a second run.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    before = Division.objects.count()
    for width in sorted({len(row["code"]) for row in rows}):
        _insert([row for row in rows if len(row["code"]) == width])
    return Division.objects.count() - before


def _insert(rows: list[dict[str, str]]) -> None:
    """Insert rows parents first: codes of one length may hang on each other (省 and 市)."""
    known = set(Division.objects.values_list("code", flat=True))
    rest = rows
    while rest:
        ready = [row for row in rest if not row["parent"] or row["parent"] in known]
        if not ready:
            ready = [{**row, "parent": ""} for row in rest]
        Division.objects.bulk_create(
            (
                Division(
                    code=row["code"],
                    name=row["name"],
                    level=row["level"] if row["level"] in DivisionLevel.values else "other",
                    parent_id=row["parent"] or None,
                )
                for row in ready
            ),
            ignore_conflicts=True,
        )
        done = {row["code"] for row in ready}
        known |= done
        rest = [row for row in rest if row["code"] not in done]
