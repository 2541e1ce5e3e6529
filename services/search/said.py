# SPDX-License-Identifier: Apache-2.0
"""The synonyms in a question. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.search.cover import Needle
from services.search.guessing import by_ear, holding, meaning, parted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.cover import Cover
    from services.search.guessing import Said
    from services.search.index import Index
    from services.search.query import Query

#: All places of a weak word together; a part of a longer word.
WEAK, WITHIN = 0.8, 0.8


def _words(index: Index, text: str) -> Iterator[Said]:
    """Every known word of the question; a part of a longer one (失业 in 失业金) is less sure."""
    reached = 0
    for start in range(len(text)):
        for length in range(min(index.reach.get(text[start], 0), len(text) - start), 0, -1):
            word = text[start : start + length]
            if word in index.triggers:
                sure = 1.0 if start + length > reached else WITHIN
                yield word, tuple(range(start, start + length)), meaning(index, word), sure
                reached = max(reached, start + length)


def _in_parts(index: Index, text: str) -> Iterator[Said]:
    """Words of several parts that are all in the question."""
    beginnings = {text[place : place + size] for place in range(len(text)) for size in (1, 2)}
    for trigger in (one for word in beginnings for one in index.conditional.get(word, ())):
        places = [text.find(part) for part in trigger.parts]
        if min(places) < 0 or not _has_one(text, trigger.only_with):
            continue
        covered = tuple(
            spot
            for place, part in zip(places, trigger.parts, strict=True)
            for spot in range(place, place + len(part))
        )
        yield "…".join(trigger.parts), covered, trigger, 1.0


def _has_one(text: str, words: tuple[str, ...]) -> bool:
    return not words or any(word in text for word in words)


def by_synonym(index: Index, query: Query, cover: Cover) -> dict[int, float]:
    """Cover by synonyms; returns the places so covered, each with its weight if only weakly."""
    covered: dict[int, float] = {}
    text = query.text
    ways = [
        _words(index, text),
        _in_parts(index, text),
        parted(index, text),
        by_ear(index, text),
    ]
    if len(text) == 1 and text not in index.triggers:
        ways.append(holding(index, text))
    for found in ways:
        for word, places, trigger, sure in found:
            length = len(places)
            strength = WEAK / length if trigger.weak else 1.0
            worth = strength * length * 1.1 + 0.5 * (len(trigger.parts) > 1)
            strong = sure * length if length > 1 and not trigger.weak else 0.0
            cover.needles.append(Needle(trigger.posting, places, sure, worth, word, strong=strong))
            for place in places:
                cover.weights[place] = max(cover.weights[place], strength)
                covered[place] = max(covered.get(place, 0.0), strength)
    return covered
