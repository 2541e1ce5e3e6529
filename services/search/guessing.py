# SPDX-License-Identifier: Apache-2.0
"""Words that people say, recognised though they are not written as known: by ear, parted. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.search.index import Trigger
from services.search.phonetics import syllable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.index import Index

#: A word written by ear; its longest, and how many of its characters must be right.
BY_EAR, LONGEST, RIGHT = 0.85, 6, 2
#: So many characters may stand between a verb and its thing; how sure that is.
BETWEEN, PARTED = 4, 0.9
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
        for stop in range(start + 2, min(len(text), start + LONGEST) + 1):
            if not any(start <= place < stop - 1 for place in strange):
                continue
            for word in index.speech.by_sound.get(tuple(sounds[start:stop]), ()):
                if sum(map(str.__eq__, word, text[start:stop])) >= RIGHT:
                    yield word, tuple(range(start, stop)), meaning(index, word), BY_EAR


def parted(index: Index, text: str) -> Iterator[Said]:
    """What is done, with something between: 养500头猪 is 养猪."""
    for start, verb in enumerate(text):
        for place in range(start + 2, min(len(text), start + 2 + BETWEEN)):
            for word in index.verbs.get(verb + text[place], ()):
                if text.startswith(word[1:], place):
                    places = (start, *range(place, place + len(word) - 1))
                    yield word, places, meaning(index, word), PARTED


def holding(index: Index, letter: str) -> Iterator[Said]:
    """Of a single character: the shortest words it is part of."""
    words = sorted((word for word in index.triggers if letter in word and len(word) > 1), key=len)
    for word in words[:FEW]:
        yield word, (0,), meaning(index, word), BY_EAR
