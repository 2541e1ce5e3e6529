# SPDX-License-Identifier: Apache-2.0
"""Questions in English words. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.hits import adjusted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.hits import Found
    from services.search.index import Index
    from services.search.query import Query

LONGEST_PHRASE = 4
ENOUGH_WORDS = 0.5
UNKNOWN_WORD = 0.8
#: Shorter words are not mended; how like a known word (0 to 1) a mended one is.
LEAST_TO_MEND, ALIKE = 5, 0.84


#: Spellings of the other side of the ocean.
_SPELT = {"licence": "license", "centre": "center", "enrolment": "enrollment"}


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return _SPELT.get(word, word)


def _phrases(words: tuple[str, ...], index: Index) -> Iterator[tuple[str, int]]:
    """Yield the longest English phrases that the lexicon knows, with their length in words."""
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            part = words[place : place + length]
            phrase, single = " ".join(part), " ".join(map(_singular, part))
            if phrase in index.english or single in index.english:
                yield (phrase if phrase in index.english else single), length
                place += length
                break
        else:
            place += 1


def by_english(index: Index, query: Query) -> Found:
    """Entries for English words; rare phrases count more than `permit` or `change`."""
    return _found(index, query.latin)


def by_misspelt(index: Index, query: Query) -> Found:
    """Entries for English words with a slip in them (resturant)."""
    known = {word for phrase in index.english for word in phrase.split()}
    meant = tuple(_nearest(word, known) for word in query.latin)
    return _found(index, meant) if meant != query.latin else {}


def _nearest(word: str, known: set[str]) -> str:
    if len(word) < LEAST_TO_MEND or _singular(word) in known:
        return word
    begins = [one for one in known if one[0] == word[0] and len(one) >= LEAST_TO_MEND]
    return next(iter(get_close_matches(word, begins, 1, ALIKE)), word)


def _found(index: Index, said: tuple[str, ...]) -> Found:
    words = tuple(word for word in said if word not in index.lexicon.stop_english)
    found = list(_phrases(words, index))
    unknown = len(words) - sum(length for _phrase, length in found)
    scores: dict[int, float] = {}
    why: dict[int, str] = {}
    total = UNKNOWN_WORD * unknown
    for phrase, length in found:
        posting = index.english[phrase]
        worth = length * index.rarity(len(posting))
        text = _("英文 %(word)s") % {"word": phrase}
        total += worth
        for key, weight in posting.items():
            scores[key] = scores.get(key, 0.0) + worth * weight
            why.setdefault(key, text)
    return {
        key: (adjusted(index, key, score / total), why[key])
        for key, score in scores.items()
        if total and score / total >= ENOUGH_WORDS
    }
