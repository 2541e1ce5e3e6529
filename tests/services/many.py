# SPDX-License-Identifier: Apache-2.0
"""A big catalogue: the shipped records as many places would publish them, every name different."""

from __future__ import annotations

import copy
import json
from typing import Any

from services.items import reference

PLACES = ("雁江区", "安岳县", "乐至县", "高新区", "临空经济区")


def many_rows(count: int) -> list[dict[str, Any]]:
    """Return so many good records, always the same."""
    shipped: list[dict[str, Any]] = json.loads(
        (reference.DATA / "catalogue.json").read_text("utf-8")
    )
    rows = []
    for number in range(count):
        turn, place = divmod(number, len(shipped))
        row = copy.deepcopy(shipped[place])
        if turn:
            where = f"{PLACES[turn % len(PLACES)]}第{turn}片区"
            row |= {"code": f"{row['code']}-{turn:04d}", "name": f"{where}{row['name']}"}
        rows.append(row)
    return rows
