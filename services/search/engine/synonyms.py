# SPDX-License-Identifier: Apache-2.0
"""The synonyms in a question. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.search.engine.cover import Needle
from services.search.engine.index import Trigger
from services.search.engine.numbers import (
    HEARD_LONGEST,
    HEARD_RIGHT,
    HEARD_WORD,
    PARTED_GAP,
    PARTED_WORD,
    WEAK_WORD,
    WITHIN_WORD,
)
from services.search.engine.sound import syllable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.engine.cover import Cover
    from services.search.engine.index import Index
    from services.search.engine.query import Query


# -- Words that people say, recognised though they are not written as known: by ear, parted. Pure ---


#: Words shown for a single character.
FEW = 3


#: A word found: as it is shown, its places, what it means, how sure it is.
Said = tuple[str, tuple[int, ...], Trigger, float]


def meaning(index: Index, word: str) -> Trigger:
    """What a known word leads to."""
    return Trigger((word,), index.triggers[word], word in index.weak, ())


def by_ear(index: Index, text: str) -> Iterator[Said]:
    """Known words with some characters written by ear, at least two being right."""
    joints = index.speech.joints
    strange = [place for place in range(len(text) - 1) if text[place : place + 2] not in joints]
    if not strange:
        return
    sounds = [syllable_of(letter) for letter in text]
    for start in range(len(text) - 1):
        for stop in range(start + 2, min(len(text), start + HEARD_LONGEST) + 1):
            if not any(start <= place < stop - 1 for place in strange):
                continue
            for word in index.speech.by_sound.get(tuple(sounds[start:stop]), ()):
                if sum(map(str.__eq__, word, text[start:stop])) >= HEARD_RIGHT:
                    yield word, tuple(range(start, stop)), meaning(index, word), HEARD_WORD


def parted(index: Index, text: str) -> Iterator[Said]:
    """What is done, with something between: 养500头猪 is 养猪."""
    for start, verb in enumerate(text):
        for place in range(start + 2, min(len(text), start + 2 + PARTED_GAP)):
            for word in index.verbs.get(verb + text[place], ()):
                if text.startswith(word[1:], place):
                    places = (start, *range(place, place + len(word) - 1))
                    yield word, places, meaning(index, word), PARTED_WORD


def holding(index: Index, letter: str) -> Iterator[Said]:
    """Of a single character: the shortest words it is part of."""
    words = sorted((word for word in index.triggers if letter in word and len(word) > 1), key=len)
    for word in words[:FEW]:
        yield word, (0,), meaning(index, word), HEARD_WORD


def _words(index: Index, text: str) -> Iterator[Said]:
    """Every known word of the question; a part of a longer one (失业 in 失业金) is less sure."""
    reached = 0
    for start in range(len(text)):
        for length in range(min(index.reach.get(text[start], 0), len(text) - start), 0, -1):
            word = text[start : start + length]
            if word in index.triggers:
                sure = 1.0 if start + length > reached else WITHIN_WORD
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
            strength = WEAK_WORD / length if trigger.weak else 1.0
            worth = strength * length * 1.1 + 0.5 * (len(trigger.parts) > 1)
            strong = sure * length if length > 1 and not trigger.weak else 0.0
            cover.needles.append(Needle(trigger.posting, places, sure, worth, word, strong=strong))
            for place in places:
                cover.weights[place] = max(cover.weights[place], strength)
                covered[place] = max(covered.get(place, 0.0), strength)
    return covered
