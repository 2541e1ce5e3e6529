# SPDX-License-Identifier: Apache-2.0
"""The question's own characters: pairs as names write them, pairs that sound so, slips. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.search.cover import Needle, Way
from services.search.phonetics import syllable_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.cover import Cover
    from services.search.index import Index
    from services.search.query import Query

#: By sound: whether both syllables are the same, whether one of the characters is.
_HEARD = {(True, True): 0.8, (False, True): 0.65, (True, False): 0.5, (False, False): 0.0}
#: Two neighbours that changed places.
SWAPPED = 0.75
#: A character found in more than this part of the entries says nothing alone.
COMMON = 1 / 8


def by_letters(index: Index, query: Query, cover: Cover) -> None:
    """Cover by pairs of characters, and note which characters may count alone."""
    text, weights = query.text, cover.weights
    for place in range(len(text) - 1):
        if query.filling[place] and query.filling[place + 1]:
            continue
        if place in query.outside or place + 1 in query.outside:
            continue
        pair, span = text[place : place + 2], (place, place + 1)
        if posting := index.pairs.get(pair):
            cover.needles.append(Needle(posting, span))
            for spot in span:
                weights[spot] = max(weights[spot], index.rarities[pair])
        elif pair not in index.speech.joints:
            if swapped := index.pairs.get(pair[::-1]):
                cover.needles.append(Needle(swapped, span, SWAPPED, 1.0, pair, Way.MENDED))
            cover.needles += _by_sound(index, pair, span)
    _slips(index, query, cover)
    for place, letter in enumerate(text):
        known = index.letters.get(letter, 0)
        if known and not query.filling[place] and known < len(index.documents) * COMMON:
            cover.open_letters[place] = letter


def _by_sound(index: Index, pair: str, span: tuple[int, int]) -> Iterator[Needle]:
    """Pairs that sound the same: surely meant when one character is right, else perhaps."""
    first, last = map(syllable_of, pair)
    for other in index.sounding(first, last):
        exact = (first, last) == tuple(map(syllable_of, other))
        factor = _HEARD[exact, pair[0] == other[0] or pair[1] == other[1]]
        if factor:
            yield Needle(index.pairs[other], span, factor, 1.0, pair, Way.HEARD)


def _slips(index: Index, query: Query, cover: Cover) -> None:
    """Note the places where one wrong character may stand between two right ones."""
    text = query.text
    covered = {spot for needle in cover.needles if needle.factor == 1.0 for spot in needle.places}
    for place in range(1, len(text) - 1):
        first, last = text[place - 1], text[place + 1]
        if place in covered or query.filling[place] or not {first, last} <= index.letters.keys():
            continue
        if place - 1 in covered or place + 1 in covered:
            cover.slips[place] = re.compile(f"{re.escape(first)}[^|]{re.escape(last)}")
