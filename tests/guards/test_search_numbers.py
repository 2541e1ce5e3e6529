# SPDX-License-Identifier: Apache-2.0
"""What each number of the search is worth: the score when it is a fifth smaller or larger.

`make guards GUARDS=write` measures anew and writes docs/search.md (some minutes); otherwise the
page must name every number at its value, and the score that the engine has now.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.search.engine import (
    building,
    cover,
    latin,
    numbers,
    score,
    sound,
    synonyms,
)
from services.search.engine import (
    index as tables,
)
from tests.services.search.conftest import shipped_index

if TYPE_CHECKING:
    from services.search.engine.index import Index

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "search.md"
ASKED = [
    ROOT / "tests/services/data" / name for name in ("search_dev.jsonl", "search_people.jsonl")
]
USERS = (building, cover, tables, latin, score, sound, synonyms)
SHOWN = 5
HEAD = """\
# The numbers of the search

Written by `make guards GUARDS=write`. Do not edit. What each number means and its unit:
`services/search/engine/numbers.py`.

Asked are {asked} questions with judged answers (mean reciprocal rank among the first five) and {none}
that no window deals with (the part that rightly finds nothing), over the shipped catalogue and
bundles. As it is: **{rank:.3f}** and **{empty:.3f}**. Each line shows both when that number alone is
a fifth smaller and larger; a whole number moves by at least one, a part of 1 not beyond it. A dash changes neither by 0.0005:
the questions asked here do not need that number, which is no proof that nobody's does.

| number | value | smaller | larger |
|---|---|---|---|
"""


def _lines() -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in ASKED]
    return [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]


def _measure(index: Index, lines: list[dict[str, Any]]) -> tuple[float, float]:
    """Return the mean reciprocal rank, and the part of senseless questions that finds nothing."""
    ranks, empty = [], []
    for line in lines:
        names = [hit.document.name for hit in score.search(index, line["q"], SHOWN)]
        if line["relevant"]:
            right = (place for place, name in enumerate(names, 1) if name in line["relevant"])
            ranks.append(1 / next(right, float("inf")))
        else:
            empty.append(not names)
    return sum(ranks) / len(ranks), sum(empty) / len(empty)


def _all() -> dict[str, float]:
    return {name: value for name, value in vars(numbers).items() if name.isupper()}


def _set(name: str, value: float) -> None:
    for module in USERS:
        if name in vars(module):
            setattr(module, name, value)


def _moved(value: float) -> tuple[float, float]:
    if isinstance(value, int):
        step = max(1, round(value / 5))
        return max(1, value - step), value + step
    return value * 0.8, min(value * 1.2, 1.0) if 0 < value <= 1 else value * 1.2


def _cell(found: tuple[float, float], now: tuple[float, float]) -> str:
    if all(abs(new - old) < 0.0005 for new, old in zip(found, now, strict=True)):
        return "–"
    return f"{found[0]:.3f} · {found[1]:.3f}"


def _row(name: str, value: float) -> str:
    return f"| `{name}` | {value:g} |"


def _write(lines: list[dict[str, Any]], now: tuple[float, float]) -> None:
    rows = []
    for name, value in _all().items():
        cells = []
        for other in _moved(value):
            _set(name, other)
            try:
                cells.append(_cell(_measure(shipped_index(), lines), now))
            finally:
                _set(name, value)
        rows.append(f"{_row(name, value)} {' | '.join(cells)} |\n")
    PAGE.write_text(_head(lines, now) + "".join(rows), "utf-8")


def _head(lines: list[dict[str, Any]], now: tuple[float, float]) -> str:
    none = sum(not line["relevant"] for line in lines)
    return HEAD.format(asked=len(lines) - none, none=none, rank=now[0], empty=now[1])


def test_every_number_of_the_search_is_measured() -> None:
    lines = _lines()
    now = _measure(shipped_index(), lines)
    unused = [name for name in _all() if not any(name in vars(module) for module in USERS)]
    assert unused == []
    if os.environ["GUARDS"] == "write":
        _write(lines, now)
    page = PAGE.read_text("utf-8")
    assert page.startswith(_head(lines, now))
    assert [name for name, value in _all().items() if _row(name, value) not in page] == []
