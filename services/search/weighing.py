# SPDX-License-Identifier: Apache-2.0
"""How much each place of a question weighs, and which part of the weight entries cover. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.search.cover import BY_SLIP

if TYPE_CHECKING:
    from services.search.cover import Cover
    from services.search.index import Index
    from services.search.query import Query

BY_LETTER = 0.3
#: What a place weighs that nothing in the catalogue covers: beside a known word, and without one.
UNKNOWN, STRANGE = 0.6, 1.0
#: A letter of a Latin word; a place of a word that no window deals with.
FOREIGN, OUTSIDE = 0.3, 2.5
#: Beyond so much that is unknown more of it weighs only this part.
STORY, LATER = 4.0, 0.2


def weigh(query: Query, cover: Cover, covered: dict[int, float]) -> float:
    """Give every place its final weight; returns the whole weight of the question."""
    weights = cover.weights
    unknown = 0.0
    for place, filling in enumerate(query.filling):
        if 0.0 < covered.get(place, 0.0) < 1.0:
            weights[place] = covered[place]
        elif place in query.outside and place not in covered:
            weights[place] = OUTSIDE
        elif filling and place not in covered:
            weights[place] = 0.0
        elif not weights[place]:
            weights[place] = _unknown(query.text[place], unknown, known=bool(covered))
            unknown += weights[place]
    return sum(weights)


def _unknown(letter: str, before: float, *, known: bool) -> float:
    """What a place weighs that nothing covers: less in a long story about something known."""
    weight = FOREIGN if letter.isascii() else UNKNOWN if known else STRANGE
    return weight * LATER if known and before > STORY else weight


def weightiest(index: Index, cover: Cover, keys: set[int], most: int) -> list[tuple[float, int]]:
    """The entries that cover most, the shorter name first, each with the weight it covers.

    Entries that the same needles lead to cover the same: their weight is counted once.
    """
    marks = cover.marks(keys)
    for place, letter in cover.open_letters.items():
        bit = cover.bit((place,), BY_LETTER)
        for key in marks:
            if letter in index.texts[key]:
                marks[key] |= bit
    for place, pattern in cover.slips.items():
        bit = cover.bit((place - 1, place, place + 1), BY_SLIP)
        for key in marks:
            if pattern.search(index.texts[key]):
                marks[key] |= bit
    worth = {mark: cover.worth(mark) for mark in set(marks.values())}
    return sorted((-worth[mark], key) for key, mark in marks.items())[:most]
