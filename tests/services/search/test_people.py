# SPDX-License-Identifier: Apache-2.0
"""Hundreds of questions as people of a Sichuan city type them, judged by hand, by kind.

They were written from the names of the items alone, before anybody looked at the synonyms; most of
the synonyms came after them, so a question of tomorrow is answered less well than these.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from services.search.engine import score as engine_score
from services.search.engine.index import Index
from tests.effort import calls_of

ASKED = Path(__file__).parents[1] / "data" / "search_people.jsonl"
SHOWN = 5
#: Reciprocal rank of the first right hit: of all questions, and of each kind; p95 of the functions called.
ALL, EACH_KIND, QUICK = 0.93, 0.84, 4_000
NOTHING = 0.95


def _lines() -> list[dict[str, Any]]:
    return [json.loads(line) for line in ASKED.read_text("utf-8").splitlines()]


def _reciprocal(index: Index, line: dict[str, Any]) -> float:
    names = [hit.document.name for hit in engine_score.search(index, line["q"], SHOWN)]
    places = (place for place, name in enumerate(names, 1) if name in line["relevant"])
    return 1 / next(places, float("inf"))


def test_every_kind_of_question_is_answered_well(index: Index) -> None:
    kinds: dict[str, list[float]] = defaultdict(list)
    for line in _lines():
        if line["relevant"]:
            kinds[line["kind"]].append(_reciprocal(index, line))
    everything = [score for scores in kinds.values() for score in scores]
    assert sum(everything) / len(everything) >= ALL
    means = {kind: sum(scores) / len(scores) for kind, scores in kinds.items()}
    assert {kind: mean for kind, mean in means.items() if mean < EACH_KIND} == {}


def test_what_no_window_deals_with_finds_nothing(index: Index) -> None:
    asked = [line["q"] for line in _lines() if not line["relevant"]]
    found = [typed for typed in asked if engine_score.search(index, typed)]
    assert len(found) <= (1 - NOTHING) * len(asked), found


def test_questions_are_answered_quickly(index: Index) -> None:
    calls = [calls_of(partial(engine_score.search, index, line["q"])) for line in _lines()]
    assert sorted(calls)[int(0.95 * len(calls))] < QUICK


@pytest.mark.django_db
def test_the_command_answers_a_batch_as_well_as_the_engine(
    demo_catalogue: None, tmp_path: Path
) -> None:
    """As a city runs it: from the database, with bundles, further names and the words loaded."""
    path, out = tmp_path / "batch.jsonl", io.StringIO()
    lines = _lines()
    path.write_text("\n".join(json.dumps({"q": line["q"]}) for line in lines), encoding="utf-8")
    call_command("search_catalogue", "--batch", str(path), "--json", stdout=out)
    answers = [json.loads(answer)["results"] for answer in out.getvalue().splitlines()]
    scores, empty = [], []
    for line, names in zip(lines, answers, strict=True):
        if line["relevant"]:
            places = [
                place for place, name in enumerate(names[:SHOWN], 1) if name in line["relevant"]
            ]
            scores.append(1 / places[0] if places else 0.0)
        else:
            empty.append(not names)
    assert sum(scores) / len(scores) >= ALL
    assert sum(empty) / len(empty) >= NOTHING
