# SPDX-License-Identifier: Apache-2.0
"""Which places of a question an entry covers, and how well. Pure.

Common needles are not walked through: an entry that only they lead to could not cover enough of
the question, so they are only looked up for the entries that the rarer needles found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from services.search.engine.numbers import (
    COMMON_LETTER,
    HEARD_ALL_RIGHT,
    HEARD_NONE_RIGHT,
    HEARD_ONE_RIGHT,
    SLIPPED_PLACE,
    SWAPPED_PAIR,
)
from services.search.engine.sound import syllable_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.search.engine.index import Index
    from services.search.engine.query import Query


class Way(Enum):
    """How a word of the question leads to an entry, for the reason of a hit."""

    SAID = "said"
    HEARD = "heard"
    MENDED = "mended"


@dataclass(frozen=True, slots=True)
class Needle:
    """Something found in the question: where it leads, which places it covers, how well.

    ``worth``, ``word`` and ``way`` explain a hit; a needle without a word explains nothing. A
    ``strong`` needle (a clear synonym) carries more than its places.
    """

    posting: Mapping[int, float]
    places: tuple[int, ...]
    factor: float = 1.0
    worth: float = 0.0
    word: str = ""
    way: Way = Way.SAID
    strong: float = 0.0


@dataclass
class Cover:
    """The needles of one question, and what they find."""

    weights: list[float]
    needles: list[Needle] = field(default_factory=list)
    open_letters: dict[int, str] = field(default_factory=dict)
    slips: dict[int, re.Pattern[str]] = field(default_factory=dict)
    parts: list[tuple[tuple[int, ...], float]] = field(default_factory=list)

    def strong(self) -> dict[int, float]:
        """How much a clear synonym carries each entry that it leads to."""
        found: dict[int, float] = {}
        for needle in self.needles:
            if needle.strong:
                for key, weight in needle.posting.items():
                    if weight * needle.strong > found.get(key, 0.0):
                        found[key] = weight * needle.strong
        return found

    def candidates(self, least: float, by_letter: float) -> set[int]:
        """The entries that may cover at least so much weight."""
        best = [
            by_letter if place in self.open_letters else 0.0 for place in range(len(self.weights))
        ]
        for place in self.slips:
            for spot in (place - 1, place, place + 1):
                best[spot] = max(best[spot], SLIPPED_PLACE)
        rest = sorted(self.needles, key=lambda needle: len(needle.posting), reverse=True)
        while rest:
            raised = list(best)
            for place in rest[0].places:
                raised[place] = max(raised[place], rest[0].factor)
            if sum(map(float.__mul__, raised, self.weights)) >= least:
                break
            best = raised
            rest.pop(0)
        found: set[int] = set()
        for needle in rest:
            found.update(needle.posting)
        return found

    def narrowed(self, keys: set[int], most: int, least: int) -> set[int]:
        """Of very many entries those that the rarest needles share, the shortest names first.

        Questions of everyday words alone touch half of a big catalogue; only the best of these
        entries can be shown. Never fewer than ``least`` are left.
        """
        for needle in sorted(self.needles, key=lambda one: len(one.posting)):
            if len(keys) <= most:
                return keys
            shared = keys & needle.posting.keys()
            if len(shared) >= least:
                keys = shared
        return keys if len(keys) <= most else set(sorted(keys)[:most])

    def bit(self, places: tuple[int, ...], value: float) -> int:
        """The mark of covering these places so well."""
        self.parts.append((places, value))
        return 1 << len(self.parts) - 1

    def marks(self, keys: set[int]) -> dict[int, int]:
        """What each of the entries covers, as the sum of its marks."""
        marks: dict[int, int] = {}
        known = marks.get
        for needle in self.needles:
            posting, bits = needle.posting, dict[float, int]()
            for key in _both(posting, keys):
                weight = posting[key]
                bit = bits.get(weight)
                if bit is None:
                    bit = bits[weight] = self.bit(needle.places, weight * needle.factor)
                marks[key] = known(key, 0) | bit
        return marks

    def worth(self, mark: int) -> float:
        """How much weight the marks cover; of marks for one place the best counts."""
        row = [0.0] * len(self.weights)
        while mark:
            places, value = self.parts[(mark & -mark).bit_length() - 1]
            mark &= mark - 1
            for place in places:
                if value > row[place]:
                    row[place] = value
        return sum(map(float.__mul__, row, self.weights))

    def why(self, key: int) -> tuple[float, Needle | None]:
        """The best reason for an entry: what it is worth, and the needle."""
        found: tuple[float, Needle | None] = (0.0, None)
        for needle in self.needles:
            if needle.word and key in needle.posting:
                worth = needle.worth * needle.posting[key]
                if worth > found[0]:
                    found = worth, needle
        return found


def _both(posting: Mapping[int, float], keys: set[int]) -> Sequence[int] | Iterator[int]:
    if len(keys) < len(posting):
        return [key for key in keys if key in posting]
    return [key for key in posting if key in keys]


# -- The question's own characters: pairs as names write them, pairs that sound so, slips. Pure ---


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
                cover.needles.append(Needle(swapped, span, SWAPPED_PAIR, 1.0, pair, Way.MENDED))
            cover.needles += _by_sound(index, pair, span)
    _slips(index, query, cover)
    for place, letter in enumerate(text):
        known = index.letters.get(letter, 0)
        if known and not query.filling[place] and known < len(index.documents) * COMMON_LETTER:
            cover.open_letters[place] = letter


def _heard(*, exact: bool, one_right: bool) -> float:
    if exact:
        return HEARD_ALL_RIGHT if one_right else HEARD_NONE_RIGHT
    return HEARD_ONE_RIGHT if one_right else 0.0


def _by_sound(index: Index, pair: str, span: tuple[int, int]) -> Iterator[Needle]:
    """Pairs that sound the same: surely meant when one character is right, else perhaps."""
    first, last = map(syllable_of, pair)
    for other in index.sounding(first, last):
        exact = (first, last) == tuple(map(syllable_of, other))
        one_right = pair[0] == other[0] or pair[1] == other[1]
        factor = _heard(exact=exact, one_right=one_right)
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
