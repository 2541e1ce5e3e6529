# SPDX-License-Identifier: Apache-2.0
"""Section "catalogue": 20,000 offerings, their guides and the search beside a bare view.

Repeated requests ask for the same few pages again and again, fresh ones never ask the same
twice: what the portal keeps of public pages helps only the former.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from portal.kernel import clock
from portal.kernel.deadlines.holidays.loading import load_shipped
from services.demo import load_demo_catalogue
from services.exchange.importing import import_sheets
from services.exchange.writing import workbook
from services.items.loading import import_catalogue
from services.items.models.version import OfferingVersion
from services.search.engine import lexicon
from services.search.engine.building import build
from services.search.live import documents
from tests.bench.load import Question, ask, compared
from tests.bench.serving import both
from tests.services.many import many_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OFFERINGS = 20_000
A_ROUND = 240
#: The bare view is asked more often, so that both sides of a round take about as long.
BARE_MORE = 3
FEW = 12
SAID = ("怎么办", "需要什么材料", "在哪里办", "多久能办好", "要多少钱", "网上能办吗", "")


def load(say: Callable[[str], None]) -> dict[str, Any]:
    """Fill the database and say how long each way in takes, in seconds."""
    rows = many_rows(OFFERINGS)
    load_shipped(at=clock.now())
    load_demo_catalogue(by=None, at=clock.now())
    say(f"a workbook of {OFFERINGS} offerings")
    data = workbook(rows)
    found: dict[str, Any] = {"offerings": OFFERINGS, "workbook_mb": round(len(data) / 1e6, 1)}
    say("importing it")
    started = time.perf_counter()
    report = import_sheets(data=data, by=None, at=clock.now()).report
    found["import_xlsx_s"] = round(time.perf_counter() - started, 1)
    found["created"], found["refused"] = report.created, len(report.rejected)
    started = time.perf_counter()
    again = import_catalogue(rows=rows, by=None, at=clock.now())
    found["import_again_s"] = round(time.perf_counter() - started, 1)
    found["changed_again"] = again.created + again.updated
    started = time.perf_counter()
    index = build(documents(), lexicon.shipped())
    found["index_s"] = round(time.perf_counter() - started, 2)
    found["index_names"] = len(index.documents)
    return found


def _addresses(codes: Sequence[str]) -> list[Question]:
    return [Question(f"/services/{code}/") for code in codes]


def _queries(names: Sequence[str], many: int, chance: random.Random) -> list[Question]:
    """Questions as people type them: a part of some name, and words around it."""
    found = []
    for _turn in range(many):
        name = chance.choice(names)
        start = chance.randrange(max(1, len(name) - 4))
        part = name[start : start + chance.randint(3, 9)]
        found.append(f"{part}{chance.choice(SAID)}")
    return [Question(f"/services/?q={quote(words)}") for words in found]


def measured(*, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Return the figures of the section."""
    found = load(say)
    first = OfferingVersion.objects.order_by("pk").values_list("pk", flat=True)[0]
    with both({"BENCH_INSERTS": "1", "BENCH_GUIDE": str(first)}) as (mine, other):
        return found | _rates(mine, other, rounds, say)


def _rates(mine: int, other: int, rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Requests a second of guide and search, repeated and fresh, beside one bare SELECT."""
    chance = random.Random(7)
    rows = many_rows(OFFERINGS)
    codes, names = [row["code"] for row in rows], [row["name"] for row in rows]
    chance.shuffle(codes)
    few = _queries(names, FEW, chance)
    fresh = _queries(names, A_ROUND * (rounds + 1), chance)
    asked = {
        "guide_repeated": lambda _turn: _addresses(codes[:FEW]) * (A_ROUND // FEW),
        "guide_fresh": lambda turn: _addresses(codes[turn * A_ROUND : (turn + 1) * A_ROUND]),
        "search_repeated": lambda _turn: few * (A_ROUND // FEW),
        "search_fresh": lambda turn: fresh[turn * A_ROUND : (turn + 1) * A_ROUND],
    }
    bare = [Question("/guide/")] * (A_ROUND * BARE_MORE)
    found: dict[str, Any] = {}
    for name, questions in asked.items():
        say(name)
        found[name] = _beside(questions, mine, lambda _turn: ask(other, bare), rounds)
    return found


def _beside(
    questions: Callable[[int], list[Question]],
    mine: int,
    bare: Callable[[int], float],
    rounds: int,
) -> dict[str, float]:
    return compared(rounds, lambda turn: ask(mine, questions(turn)), bare)
