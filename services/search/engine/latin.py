# SPDX-License-Identifier: Apache-2.0
"""Questions in Latin letters. Pure."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.engine.cover import Cover, Needle
from services.search.engine.numbers import (
    ALIKE,
    BEGINS_WITH_INITIALS,
    CHANGE_MALUS,
    ENOUGH_SYLLABLES,
    ENOUGH_WORDS,
    HOLDS_INITIALS,
    INITIALS_ASKED,
    INITIALS_COUNTED,
    INITIALS_LEAST,
    LEAST_TO_MEND,
    LONGER_BY_INITIAL,
    LONGER_BY_SYLLABLE,
    LONGEST_PHRASE,
    LONGEST_WORD,
    NEARLY_SOUNDING,
    OWN_BONUS,
    PER_INITIAL,
    SAID_BY_INITIALS,
    SAID_BY_SYLLABLES,
    SYLLABLES_COUNTED,
    UNKNOWN_WORD,
)
from services.search.engine.query import typed_syllables
from services.search.engine.sound import readings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.engine.index import Index
    from services.search.engine.query import Query


# -- What is added to the score of an entry that was asked for in Latin letters. Pure ----------


#: Entries by key: score and reason.
Found = dict[int, tuple[float, str]]


def adjusted(index: Index, key: int, score: float) -> float:
    """Prefer what can be applied for here, and the first licence to its later changes."""
    bonus = OWN_BONUS if index.documents[key].kind == "item" else 0.0
    return score + bonus - (CHANGE_MALUS if index.secondary[key] else 0.0)


# -- Questions in English words. Pure ----------------------------------------------------------


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


# -- Questions in typed pinyin. Pure -----------------------------------------------------------


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
        key: (adjusted(index, key, shares[mark] * _fit_of_syllables(index, key, len(typed))), text)
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
            Needle(index.pairs[pair], (place, place + 1), 1.0 if exact else NEARLY_SOUNDING)
        )


def _reads(letter: str, syllable: str) -> bool:
    return syllable in readings_of(letter)


def _by_word(index: Index, cover: Cover, typed: list[str]) -> None:
    """Words that people say, by their sound."""
    for start in range(len(typed) - 1):
        for stop in range(start + 2, min(len(typed), start + LONGEST_WORD) + 1):
            for word in index.speech.by_sound.get(tuple(typed[start:stop]), ()):
                places = tuple(range(start, stop))
                cover.needles.append(Needle(index.triggers[word], places, SAID_BY_SYLLABLES))
                for spot in places:
                    cover.weights[spot] = max(cover.weights[spot], SAID_BY_SYLLABLES)


def _fit_of_syllables(index: Index, key: int, asked: int) -> float:
    """Prefer names that say little more than what was asked."""
    near = min((abs(length - asked) for length in index.lengths[key]), default=asked)
    return 1.0 - LONGER_BY_SYLLABLE * min(near, SYLLABLES_COUNTED)


# -- Questions by the first letters of the syllables. Pure -------------------------------------


def _fit_of_initials(letters: str, asked: str) -> float:
    """A whole name or alias best, then its beginning, then a part."""
    if letters == asked:
        return 1.0
    if letters.startswith(asked):
        return BEGINS_WITH_INITIALS - LONGER_BY_INITIAL * min(
            INITIALS_COUNTED, len(letters) - len(asked)
        )
    return HOLDS_INITIALS + PER_INITIAL * min(len(asked), INITIALS_ASKED)


def _spelt(lines: str, asked: str) -> set[str]:
    """The lines that hold the letters; a line begins after a line break."""
    found, place = set(), lines.find(asked)
    while place >= 0:
        start = place if lines[place] == "\n" else lines.rfind("\n", 0, place)
        stop = lines.find("\n", start + 1)
        found.add(lines[start + 1 : stop])
        place = lines.find(asked, stop)
    return found


def by_initials(index: Index, query: Query) -> Found:
    """Entries whose first letters are, begin with or (from three on) hold what was typed."""
    asked = "".join(query.latin)
    if len(asked) < INITIALS_LEAST:
        return {}
    spelt = _spelt(index.all_spelt, asked if len(asked) > INITIALS_LEAST else f"\n{asked}")
    text = _("首字母 %(word)s") % {"word": asked}
    best: dict[int, float] = {}
    for letters in spelt:
        fit = _fit_of_initials(letters, asked)
        for key, weight in index.spelt[letters].items():
            if fit * weight > best.get(key, 0.0):
                best[key] = fit * weight
    for word in index.speech.by_initials.get(asked, ()):
        for key, weight in index.triggers[word].items():
            if SAID_BY_INITIALS * weight > best.get(key, 0.0):
                best[key] = SAID_BY_INITIALS * weight
    return {key: (adjusted(index, key, score), text) for key, score in best.items()}


def search_latin(index: Index, query: Query) -> Found:
    """English first, then pinyin, misspelt English, first letters; the first to find answers."""
    trigger = index.triggers.get(query.text)
    if trigger:
        text = _("您说的“%(word)s”") % {"word": query.text}
        return {key: (adjusted(index, key, weight), text) for key, weight in trigger.items()}
    for way in (by_english, by_pinyin, by_misspelt, by_initials):
        if found := way(index, query):
            return found
    return {}
