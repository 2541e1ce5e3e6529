# SPDX-License-Identifier: Apache-2.0
"""Scoring: how much of the question an entry answers, and how much of the entry was asked. Pure.

Each place of the question has a weight (how rare it is) and is covered by an entry through a
synonym, the same characters, the same sound or, least, a single character. Without enough cover
there is no hit, so that nonsense finds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING

from services.search.bonus import asked_by
from services.search.codes import by_code, is_number
from services.search.cover import Cover
from services.search.decoding import decoded, units_of
from services.search.document import Hit
from services.search.latin import search_latin
from services.search.letters import by_letters
from services.search.query import parse
from services.search.reasons import why_of
from services.search.said import by_synonym
from services.search.weighing import BY_LETTER, weigh, weightiest

if TYPE_CHECKING:
    from services.search.index import Index
    from services.search.query import Query

#: Below this share of the question nothing is shown.
ENOUGH = 0.58
#: A clear synonym carries a long question further.
ENOUGH_WITH_SYNONYM = 0.28
#: A synonym of so many characters carries any question.
CLEAR = 3.5
COVER = 0.74
WEIGHED, LOOKED_AT = 120, 24
#: A score below this part of the best one (counted as at most GOOD) is noise.
TAIL, GOOD = 0.55, 0.8


@dataclass(frozen=True)
class Scored:
    """An entry with its score, before it is told why."""

    score: float
    key: int


def _score(index: Index, query: Query, cover: Cover) -> list[Scored]:
    covered = by_synonym(index, query, cover)
    by_letters(index, query, cover)
    total = weigh(query, cover, covered)
    if not total:
        return []
    said = cover.strong()
    keys = cover.candidates(ENOUGH * total, BY_LETTER) | said.keys()
    asked = asked_by(index, query)
    if len(said) > LOOKED_AT:
        said = dict(nsmallest(LOOKED_AT, said.items(), key=lambda one: (-one[1], one[0])))
    keys = cover.narrowed(keys, WEIGHED, LOOKED_AT) | said.keys() | asked.exact.keys()
    found = []
    for weight, key in weightiest(index, cover, keys, LOOKED_AT):
        share = -weight / total
        carried = 0.0 if query.outside else said.get(key, 0.0)
        if share < (ENOUGH_WITH_SYNONYM if carried else ENOUGH) and carried < CLEAR:
            continue
        found.append(Scored(COVER * share + asked.bonus(key), key))
    return found


def _best(found: list[Scored], limit: int) -> list[Scored]:
    if not found:
        return []
    found = sorted(found, key=lambda one: (-one.score, one.key))
    floor = min(found[0].score, GOOD) * TAIL
    return [one for one in found[:limit] if one.score >= floor]


def search(index: Index, typed: str, limit: int = 10) -> list[Hit]:
    """Return the best hits for what was typed, best first; nothing for nonsense."""
    query = parse(index, typed)
    if not query.text:
        return []
    coded = by_code(index, query.text)
    if coded or is_number(index, query.text):
        return [_hit(index, Scored(1.0, key), why) for key, why in coded[:limit]]
    if query.is_latin:
        reasons = search_latin(index, query)
        meant = "" if reasons else decoded(index.speech, units_of(index.speech, query.text))
        if meant and not meant.isascii():
            return search(index, meant, limit)
        found = [Scored(score, key) for key, (score, _why_so) in reasons.items()]
        return [_hit(index, one, reasons[one.key][1]) for one in _best(found, limit)]
    cover = Cover([0.0] * len(query.text))
    found = _score(index, query, cover)
    return [_hit(index, one, why_of(index, one.key, query, cover)) for one in _best(found, limit)]


def _hit(index: Index, one: Scored, why: str) -> Hit:
    return Hit(index.documents[one.key], one.score, why, index.same.get(one.key, ()))
