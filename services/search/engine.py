# SPDX-License-Identifier: Apache-2.0
"""Scoring: how much of the question an entry answers, and how much of the entry was asked. Pure.

Each place of the question has a weight (how rare it is) and is covered by an entry through a
synonym, the same characters, the same sound or, least, a single character. Without enough cover
there is no hit, so that nonsense finds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from heapq import nlargest
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.cover import BY_SLIP, Cover, Needle
from services.search.document import Hit
from services.search.index import NOTHING
from services.search.latin import search_latin
from services.search.phonetics import syllables
from services.search.query import parse
from services.search.reasons import why_of
from services.search.said import by_synonym

if TYPE_CHECKING:
    from services.search.index import Index
    from services.search.query import Query

#: Below this share of the question nothing is shown.
ENOUGH = 0.58
#: A clear synonym carries a long question further.
ENOUGH_WITH_SYNONYM = 0.28
BY_SOUND, BY_LETTER = 0.8, 0.3
#: What a place weighs that nothing in the catalogue covers: beside a known word, and without one.
UNKNOWN, STRANGE = 0.6, 1.0
#: A synonym of so many characters carries any question.
CLEAR = 3.5
COVER, ASKED = 0.74, 0.2
EXACT, STARTS, OWN, SECONDARY = 0.3, 0.05, 0.05, 0.1
WEIGHED, LOOKED_AT = 240, 40
#: A score below this part of the best one (counted as at most GOOD) is noise.
TAIL, GOOD = 0.55, 0.8


@dataclass(frozen=True)
class Scored:
    """An entry with its score, before it is told why."""

    score: float
    key: int


def _by_letters(index: Index, query: Query, cover: Cover) -> None:
    text, spoken, weights = query.text, syllables(query.text), cover.weights
    for place in range(len(text) - 1):
        if query.filling[place] and query.filling[place + 1]:
            continue
        pair, span = text[place : place + 2], (place, place + 1)
        if posting := index.pairs.get(pair):
            cover.needles.append(Needle(posting, span))
            for spot in span:
                weights[spot] = max(weights[spot], index.rarities[pair])
        elif heard := index.sounding(spoken[place], spoken[place + 1]):
            why = _("读音相近：%(word)s") % {"word": pair}
            cover.needles.append(Needle(heard, span, BY_SOUND, 1.0, why))
    _slips(index, query, cover)
    for place, letter in enumerate(text):
        known = index.letters.get(letter, 0)
        if known and not query.filling[place] and known < len(index.documents) / 8:
            cover.open_letters[place] = letter


def _slips(index: Index, query: Query, cover: Cover) -> None:
    """Note the places where one wrong character may stand between two right ones."""
    text = query.text
    covered = {spot for needle in cover.needles for spot in needle.places}
    for place in range(1, len(text) - 1):
        first, last = text[place - 1], text[place + 1]
        if place in covered or query.filling[place] or not {first, last} <= index.letters.keys():
            continue
        if place - 1 in covered or place + 1 in covered:
            cover.slips[place] = re.compile(f"{re.escape(first)}[^|]{re.escape(last)}")


def _asked(index: Index, key: int, pairs: list[tuple[str, float]]) -> float:
    """Which part of the entry's name the question names, by the rarity of its pairs."""
    name, total = index.cores[key], index.worth[key]
    return sum(worth * name.count(pair) for pair, worth in pairs) / total if total else 0.0


def _bonus(index: Index, key: int, query: Query, *, weak: bool) -> float:
    text = query.text
    bonus = 0.0
    if exact := index.exact.get(text, {}).get(key):
        bonus += EXACT * exact
    elif index.plains[key].startswith(text) and len(text) > 1:
        bonus += STARTS
    if index.documents[key].kind != "listed":
        bonus += OWN
    if not weak and any(word not in text for word in index.secondary[key]):
        bonus -= SECONDARY
    return bonus


def _weigh(query: Query, cover: Cover, covered: dict[int, float]) -> float:
    """Give every place its final weight; returns the whole weight of the question."""
    weights = cover.weights
    for place, filling in enumerate(query.filling):
        if 0.0 < covered.get(place, 0.0) < 1.0:
            weights[place] = covered[place]
        elif filling and place not in covered:
            weights[place] = 0.0
        elif not weights[place]:
            weights[place] = UNKNOWN if covered else STRANGE
    return sum(weights)


def _shares(index: Index, cover: Cover, keys: set[int], total: float) -> list[tuple[float, int]]:
    """The entries that cover most, the shorter name first, with their share of the question."""
    rows, weights = cover.rows(keys), cover.weights
    for place, letter in cover.open_letters.items():
        for key, row in rows.items():
            if row[place] < BY_LETTER and letter in index.texts[key]:
                row[place] = BY_LETTER
    for place, pattern in cover.slips.items():
        for key, row in rows.items():
            if pattern.search(index.texts[key]):
                for spot in (place - 1, place, place + 1):
                    row[spot] = max(row[spot], BY_SLIP)
    best = nlargest(
        LOOKED_AT,
        ((sum(map(float.__mul__, row, weights)), -key) for key, row in rows.items()),
    )
    return [(weight / total, -key) for weight, key in best]


def _score(index: Index, query: Query, cover: Cover) -> list[Scored]:
    covered = by_synonym(index, query, cover)
    _by_letters(index, query, cover)
    total = _weigh(query, cover, covered)
    if not total:
        return []
    said = cover.strong()
    keys = cover.candidates(ENOUGH * total, BY_LETTER) | said.keys()
    keys = cover.narrowed(keys, WEIGHED, LOOKED_AT) | index.exact.get(query.text, NOTHING).keys()
    text = query.text
    pairs = {text[place : place + 2] for place in range(len(text) - 1)}
    asked = [(pair, index.rarities[pair]) for pair in pairs if pair in index.rarities]
    weak = any(word in text for word in index.weak)
    found = []
    for share, key in _shares(index, cover, keys, total):
        carried = said.get(key, 0.0)
        if share < (ENOUGH_WITH_SYNONYM if carried else ENOUGH) and carried < CLEAR:
            continue
        score = COVER * share + ASKED * _asked(index, key, asked)
        found.append(Scored(score + _bonus(index, key, query, weak=weak), key))
    return found


def _best(index: Index, found: list[Scored], limit: int) -> list[Scored]:
    if not found:
        return []
    found = sorted(found, key=lambda one: (-one.score, index.documents[one.key].name))
    floor = min(found[0].score, GOOD) * TAIL
    return [one for one in found[:limit] if one.score >= floor]


def search(index: Index, typed: str, limit: int = 10) -> list[Hit]:
    """Return the best hits for what was typed, best first; nothing for nonsense."""
    query = parse(index, typed)
    if not query.text:
        return []
    if query.is_latin:
        reasons = search_latin(index, query)
        found = [Scored(score, key) for key, (score, _why_so) in reasons.items()]
        return [_hit(index, one, reasons[one.key][1]) for one in _best(index, found, limit)]
    cover = Cover([0.0] * len(query.text))
    found = _score(index, query, cover)
    return [
        _hit(index, one, why_of(index, one.key, query, cover)) for one in _best(index, found, limit)
    ]


def _hit(index: Index, one: Scored, why: str) -> Hit:
    return Hit(index.documents[one.key], one.score, why, index.same.get(one.key, ()))
