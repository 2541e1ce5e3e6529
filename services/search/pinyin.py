# SPDX-License-Identifier: Apache-2.0
"""Questions in typed pinyin. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.cover import Cover, Needle
from services.search.hits import adjusted
from services.search.phonetics import readings_of
from services.search.query import typed_syllables

if TYPE_CHECKING:
    from services.search.hits import Found
    from services.search.index import Index
    from services.search.query import Query

ENOUGH_SYLLABLES = 0.7
#: A pair that only nearly sounds so; a word that people say.
NEARLY, SAID = 0.85, 0.97
LONGEST_WORD = 6


def by_pinyin(index: Index, query: Query) -> Found:
    """Entries for typed syllables, through the same pairs of sounds as the Chinese words."""
    typed = typed_syllables(query)
    if typed is None or len(typed) < 2:
        return {}
    cover = Cover([0.0] * len(typed))
    for place in range(len(typed) - 1):
        _by_pair(index, cover, typed, place)
    _by_word(index, cover, typed)
    total = sum(cover.weights)
    text = _("拼音 %(word)s") % {"word": " ".join(typed)}
    marks = cover.marks(cover.candidates(ENOUGH_SYLLABLES * total, 0.0))
    shares = {mark: cover.worth(mark) / total for mark in set(marks.values())}
    return {
        key: (adjusted(index, key, shares[mark] * _fit(index, key, len(typed))), text)
        for key, mark in marks.items()
        if shares[mark] >= ENOUGH_SYLLABLES
    }


def _by_pair(index: Index, cover: Cover, typed: list[str], place: int) -> None:
    heard = typed[place], typed[place + 1]
    pairs = index.sounding(*heard)
    entries = sum(len(index.pairs[pair]) for pair in pairs)
    rarity = index.rarity(entries) if pairs else 1.0
    for spot in (place, place + 1):
        cover.weights[spot] = max(cover.weights[spot], rarity)
    for pair in pairs:
        exact = all(map(_reads, pair, heard))
        cover.needles.append(
            Needle(index.pairs[pair], (place, place + 1), 1.0 if exact else NEARLY)
        )


def _reads(letter: str, syllable: str) -> bool:
    return syllable in readings_of(letter)


def _by_word(index: Index, cover: Cover, typed: list[str]) -> None:
    """Words that people say, by their sound."""
    for start in range(len(typed) - 1):
        for stop in range(start + 2, min(len(typed), start + LONGEST_WORD) + 1):
            for word in index.speech.by_sound.get(tuple(typed[start:stop]), ()):
                places = tuple(range(start, stop))
                cover.needles.append(Needle(index.triggers[word], places, SAID))
                for spot in places:
                    cover.weights[spot] = max(cover.weights[spot], SAID)


def _fit(index: Index, key: int, asked: int) -> float:
    """Prefer names that say little more than what was asked."""
    near = min((abs(length - asked) for length in index.lengths[key]), default=asked)
    return 1.0 - 0.02 * min(near, 15)
