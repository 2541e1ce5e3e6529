# SPDX-License-Identifier: Apache-2.0
"""Scoring: how much of the question a document answers, and how much of the document was asked. Pure.

Each place of the question has a weight (how rare it is) and is covered by a document through a
synonym, the same characters, the same sound or, least, a single character. Without enough cover
there is no hit, so that nonsense finds nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.cover import Cover
from services.search.document import Hit, plain
from services.search.latin import search_latin
from services.search.phonetics import syllables
from services.search.query import parse
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
LOOKED_AT = 80
#: A score below this part of the best one (counted as at most GOOD) is noise.
TAIL, GOOD = 0.55, 0.8
COMPLETIONS = 3


def _by_letters(index: Index, query: Query, cover: Cover, weights: list[float]) -> None:
    text, spoken = query.text, syllables(query.text)
    for place in range(len(text) - 1):
        if query.filling[place] and query.filling[place + 1]:
            continue
        pair, span = text[place : place + 2], (place, place + 1)
        if posting := index.pairs.get(pair):
            rarity = index.rarity(len(posting))
            cover.add(posting, span, 1.0)
            for spot in span:
                weights[spot] = max(weights[spot], rarity)
        elif posting := index.sounds.get((spoken[place], spoken[place + 1])):
            cover.add(posting, span, BY_SOUND)
            cover.explain(posting, 1.0, _("读音相近：%(word)s") % {"word": pair})
    for place, letter in enumerate(text):
        posting = index.letters.get(letter)
        if posting and not query.filling[place] and len(posting) < len(index.documents) / 8:
            cover.add(
                {key: weight for key, weight in posting.items() if key in cover.docs},
                (place,),
                BY_LETTER,
            )


def _longest_shared(text: str, name: str) -> str:
    best = ""
    for start in range(len(text)):
        for stop in range(start + len(best) + 1, len(text) + 1):
            if text[start:stop] not in name:
                break
            best = text[start:stop]
    return best


def _asked(index: Index, key: int, query: Query) -> float:
    """Which part of the document's name the question names, by the rarity of its pairs."""
    name = index.cores[key]
    total = found = 0.0
    for place in range(len(name) - 1):
        pair = name[place : place + 2]
        rarity = index.rarity(len(index.pairs.get(pair, ())))
        total += rarity
        if pair in query.text:
            found += rarity
    return found / total if total else 0.0


def _bonus(index: Index, key: int, query: Query) -> float:
    document, text = index.documents[key], query.text
    bonus = 0.0
    if exact := index.exact.get(text, {}).get(key):
        bonus += EXACT * exact
    elif index.plains[key].startswith(text) and len(text) > 1:
        bonus += STARTS
    if document.kind != "listed":
        bonus += OWN
    name = index.plains[key]
    extra = [word for word in index.lexicon.secondary if word in name and word not in text]
    if extra and not any(word in text for word in index.weak):
        bonus -= SECONDARY
    return bonus


def _score(index: Index, query: Query) -> list[Hit]:
    weights = [0.0] * len(query.text)
    cover = Cover(len(query.text))
    covered = by_synonym(index, query, cover, weights)
    _by_letters(index, query, cover, weights)
    for place, filling in enumerate(query.filling):
        if 0.0 < covered.get(place, 0.0) < 1.0:
            weights[place] = covered[place]
        elif filling and place not in covered:
            weights[place] = 0.0
        elif not weights[place]:
            weights[place] = UNKNOWN if covered else STRANGE
    total = sum(weights)
    if not total:
        return []
    ranked = sorted(
        ((sum(map(float.__mul__, row, weights)) / total, key) for key, row in cover.docs.items()),
        reverse=True,
    )[:LOOKED_AT]
    hits = []
    for share, key in ranked:
        said = cover.synonym.get(key, 0.0)
        if share < (ENOUGH_WITH_SYNONYM if said else ENOUGH) and said < CLEAR:
            continue
        score = COVER * share + ASKED * _asked(index, key, query) + _bonus(index, key, query)
        hits.append(Hit(index.documents[key], score, _why(index, key, query, cover)))
    return hits


def _why(index: Index, key: int, query: Query, cover: Cover) -> str:
    shared = _longest_shared(query.text, index.plains[key])
    worth, text = cover.why.get(key, (0.0, ""))
    if len(shared) > 1 and len(shared) >= worth:
        return _("名称里有“%(word)s”") % {"word": shared}
    return text or _("与“%(word)s”有关") % {"word": query.text}


def completions(index: Index, typed: str) -> list[str]:
    """Return a few known words that begin with what was typed so far, the shortest first."""
    text = plain(typed)
    if not text:
        return []
    return sorted(
        (word for word in index.triggers if word.startswith(text) and word != text), key=len
    )[:COMPLETIONS]


def search(index: Index, typed: str, limit: int = 10) -> list[Hit]:
    """Return the best hits for what was typed, best first; nothing for nonsense."""
    query = parse(index, typed)
    if not query.text:
        return []
    hits = search_latin(index, query) if query.is_latin else _score(index, query)
    hits.sort(key=lambda hit: (-hit.score, hit.document.name))
    if not hits:
        return []
    floor = min(hits[0].score, GOOD) * TAIL
    return [hit for hit in hits if hit.score >= floor][:limit]
