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

from django.utils.translation import gettext as _

from services.search.engine.cover import Cover, Way, by_letters
from services.search.engine.document import SearchHit
from services.search.engine.index import NOTHING
from services.search.engine.latin import search_latin
from services.search.engine.numbers import (
    CHANGE_MALUS,
    CLEAR_SYNONYM,
    ENOUGH_SHARE,
    ENOUGH_WITH_SYNONYM,
    EXACT_BONUS,
    FOREIGN_LETTER,
    GOOD_SCORE,
    LETTER_SHARE,
    LOOKED_AT,
    MET_FACTOR,
    NAMED_BONUS,
    OUTSIDE_PLACE,
    OWN_BONUS,
    SAID_BONUS,
    SLIPPED_PLACE,
    STARTS_BONUS,
    STORY_PART,
    STORY_WEIGHT,
    STRANGE_PLACE,
    TAIL_PART,
    UNKNOWN_PLACE,
    WEIGHED,
)
from services.search.engine.query import by_code, is_number, parse
from services.search.engine.sound import decoded, units_of
from services.search.engine.synonyms import by_synonym

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.search.engine.index import Index
    from services.search.engine.query import Query


# -- What speaks for an entry beside the places it covers. Pure --------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one question asks for, looked up once for all entries.

    ``pairs`` are its pairs with their rarity, ``exact`` the entries with just this text, ``said``
    those that the whole question is a word for, ``secondary`` the later changes (注销) that it
    does not name; empty when it names one of them in other words.
    """

    index: Index
    text: str
    pairs: list[tuple[str, float]]
    exact: Mapping[int, float]
    said: Mapping[int, float]
    secondary: frozenset[str]

    def bonus(self, key: int) -> float:
        """What is added to the score of an entry."""
        index = self.index
        bonus = OWN_BONUS if index.documents[key].kind != "listed" else 0.0
        if self.exact and key in self.exact:
            bonus += EXACT_BONUS * self.exact[key]
        elif index.plains[key].startswith(self.text) and len(self.text) > 1:
            bonus += STARTS_BONUS
        if self.said:
            bonus += SAID_BONUS * self.said.get(key, 0.0)
        if index.secondary[key] and not self.secondary.isdisjoint(index.secondary[key]):
            bonus -= CHANGE_MALUS
        total = index.worth[key]
        return bonus + (NAMED_BONUS * self._named(index.cores[key]) / total if total else 0.0)

    def _named(self, name: str) -> float:
        """How much of a name the question names, by the rarity of its pairs."""
        worth = 0.0
        for pair, rarity in self.pairs:
            if pair in name:
                worth += rarity * name.count(pair)
        return worth


def asked_by(index: Index, query: Query) -> Wanted:
    """Look up what a question asks for."""
    text = query.text
    pairs = {text[place : place + 2] for place in range(len(text) - 1)}
    weak = any(word in text for word in index.weak)
    secondary = () if weak else (word for word in index.lexicon.secondary if word not in text)
    return Wanted(
        index,
        text,
        [(pair, index.rarities[pair]) for pair in pairs if pair in index.rarities],
        index.exact.get(text, NOTHING),
        index.triggers.get(query.core, NOTHING),
        frozenset(secondary),
    )


# -- How much each place of a question weighs, and which part of the weight entries cover. Pure ---


def weigh(query: Query, cover: Cover, covered: dict[int, float]) -> float:
    """Give every place its final weight; returns the whole weight of the question."""
    weights = cover.weights
    unknown = 0.0
    for place, filling in enumerate(query.filling):
        if 0.0 < covered.get(place, 0.0) < 1.0:
            weights[place] = covered[place]
        elif place in query.outside and place not in covered:
            weights[place] = OUTSIDE_PLACE
        elif filling and place not in covered:
            weights[place] = 0.0
        elif not weights[place]:
            weights[place] = _unknown(query.text[place], unknown, known=bool(covered))
            unknown += weights[place]
    return sum(weights)


def _unknown(letter: str, before: float, *, known: bool) -> float:
    """What a place weighs that nothing covers: less in a long story about something known."""
    weight = FOREIGN_LETTER if letter.isascii() else UNKNOWN_PLACE if known else STRANGE_PLACE
    return weight * STORY_PART if known and before > STORY_WEIGHT else weight


def weightiest(index: Index, cover: Cover, keys: set[int], most: int) -> list[tuple[float, int]]:
    """The entries that cover most, the shorter name first, each with the weight it covers.

    Entries that the same needles lead to cover the same: their weight is counted once.
    """
    marks = cover.marks(keys)
    for place, letter in cover.open_letters.items():
        bit = cover.bit((place,), LETTER_SHARE)
        for key in marks:
            if letter in index.texts[key]:
                marks[key] |= bit
    for place, pattern in cover.slips.items():
        bit = cover.bit((place - 1, place, place + 1), SLIPPED_PLACE)
        for key in marks:
            if pattern.search(index.texts[key]):
                marks[key] |= bit
    worth = {mark: cover.worth(mark) for mark in set(marks.values())}
    return sorted((-worth[mark], key) for key, mark in marks.items())[:most]


# -- Why an entry was found, in words. Pure ----------------------------------------------------


def _longest_shared(text: str, name: str) -> str:
    best = ""
    for start in range(len(text)):
        for stop in range(start + len(best) + 1, len(text) + 1):
            if text[start:stop] not in name:
                break
            best = text[start:stop]
    return best


def why_of(index: Index, key: int, query: Query, cover: Cover) -> str:
    """Return in words why an entry was found."""
    shared = _longest_shared(query.text, index.plains[key])
    worth, needle = cover.why(key)
    if len(shared) > 1 and len(shared) >= worth:
        return _("名称里有“%(word)s”") % {"word": shared}
    if needle is None:
        return _("与“%(word)s”有关") % {"word": query.text}
    if needle.way is Way.HEARD:
        return _("读音相近：%(word)s") % {"word": needle.word}
    if needle.way is Way.MENDED:
        return _("字序相近：%(word)s") % {"word": needle.word}
    return _("您说的“%(word)s”") % {"word": needle.word}


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
    keys = cover.candidates(ENOUGH_SHARE * total, LETTER_SHARE) | said.keys()
    asked = asked_by(index, query)
    if len(said) > LOOKED_AT:
        said = dict(nsmallest(LOOKED_AT, said.items(), key=lambda one: (-one[1], one[0])))
    keys = cover.narrowed(keys, WEIGHED, LOOKED_AT) | said.keys() | asked.exact.keys()
    found = []
    for weight, key in weightiest(index, cover, keys, LOOKED_AT):
        share = -weight / total
        carried = 0.0 if query.outside else said.get(key, 0.0)
        if share < (ENOUGH_WITH_SYNONYM if carried else ENOUGH_SHARE) and carried < CLEAR_SYNONYM:
            continue
        found.append(Scored(MET_FACTOR * share + asked.bonus(key), key))
    return found


def _best(found: list[Scored], limit: int) -> list[Scored]:
    if not found:
        return []
    found = sorted(found, key=lambda one: (-one.score, one.key))
    floor = min(found[0].score, GOOD_SCORE) * TAIL_PART
    return [one for one in found[:limit] if one.score >= floor]


def search(index: Index, typed: str, limit: int = 10) -> list[SearchHit]:
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


def _hit(index: Index, one: Scored, why: str) -> SearchHit:
    return SearchHit(index.documents[one.key], one.score, why, index.same.get(one.key, ()))
