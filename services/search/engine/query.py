# SPDX-License-Identifier: Apache-2.0
"""What somebody typed, taken apart: the words that count, and how it may be meant. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.engine.document import plain
from services.search.engine.sound import decoded, split, units_of
from services.text import squeeze, to_simplified

if TYPE_CHECKING:
    from services.search.engine.index import Index


# -- From people's way of writing to the catalogue's: dialect, diminutives, numbers, organs. Pure ---


_DOUBLED = re.compile(r"([\u4e00-\u9fff])\1")


_ER = re.compile(r"(?<=[\u4e00-\u9fff])儿")


_DIGITS = re.compile(r"[0-9]{1,4}")


_NUMERALS = re.compile(r"[一二三四五六七八九]?[十百千][一二三四五六七八九十百]*")


_ONES = dict(zip("一二三四五六七八九", range(1, 10), strict=True))


_UNITS = {"十": 10, "百": 100, "千": 1000}


def plainly(index: Index, text: str) -> str:
    """Return a question in the words of the catalogue, where it knows none of the typed ones."""
    lexicon = index.lexicon
    text = lexicon.dialect.sub(lambda found: lexicon.rewrites[found.group()], text)
    text = _without_organ(index, text)
    text = _DOUBLED.sub(lambda found: _single(index, found), text)
    text = _ER.sub(lambda found: _without_er(index, found), text)
    text = _NUMERALS.sub(lambda found: _in_digits(index, found.group()), text)
    return _DIGITS.sub(lambda found: _in_words(index, found), text)


def _is_known(index: Index, word: str) -> bool:
    return word in index.speech.joints or word in index.triggers


def _single(index: Index, found: re.Match[str]) -> str:
    """摊摊 → 摊, but 奶奶 stays."""
    return found.group() if _is_known(index, found.group()) else found.group(1)


def _without_er(index: Index, found: re.Match[str]) -> str:
    """茶馆儿 → 茶馆, but 女儿 and 幼儿园 stay."""
    text, place = found.string, found.start()
    around = text[place - 1 : place + 1], text[place : place + 2]
    return "儿" if any(_is_known(index, pair) for pair in around) else ""


def _without_organ(index: Index, text: str) -> str:
    """Leave out the organ (工商局注销执照) when something else is asked."""
    rest = index.lexicon.organs.sub("", text)
    return rest if len(index.lexicon.stop.sub("", rest)) > 1 else text


def _in_digits(index: Index, numeral: str) -> str:
    """十五 → 15, when only the digits are known."""
    value, last = 0, 0
    for letter in numeral:
        if letter in _ONES:
            last = _ONES[letter]
        else:
            value += (last or 1) * _UNITS[letter]
            last = 0
    digits = str(value + last)
    is_word = numeral in index.triggers or numeral[:2] in index.pairs
    return digits if digits in index.pairs and not is_word else numeral


def _in_words(index: Index, found: re.Match[str]) -> str:
    """2类 → 二类, when only the word is known."""
    digits, after = found.group(), found.string[found.end() : found.end() + 1]
    if len(digits) > 1 or digits == "0" or not after or _is_known(index, digits + after):
        return digits
    word = "一二三四五六七八九"[int(digits) - 1]
    return word if _is_known(index, word + after) else digits


MAX_LETTERS = 120


_WORDS = re.compile(r"[a-z]+")


#: The 's of "driver's licence".
_OWNER = re.compile(r"['’]s\b")


_CHINESE = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Query:
    """A question: its plain text, which places are only filling or no matter of any window.

    ``core`` is the text without the filling, ``latin`` its Latin words.
    """

    text: str
    filling: tuple[bool, ...]
    outside: frozenset[int]
    core: str
    latin: tuple[str, ...]
    is_latin: bool


def _filling(index: Index, text: str) -> tuple[bool, ...]:
    """Mark the places covered by words that say nothing, unless a known word covers them."""
    marks = [False] * len(text)
    for found in index.lexicon.stop.finditer(text):
        for place in range(*found.span()):
            marks[place] = True
    for start in range(len(text)):
        for length in range(2, min(index.reach.get(text[start], 0), len(text) - start) + 1):
            if text[start : start + length] in index.triggers:
                for place in range(start, start + length):
                    marks[place] = False
    return tuple(marks)


def parse(index: Index, typed: str) -> Query:
    """Take apart what was typed (at most 120 characters count)."""
    typed = to_simplified(typed)[:MAX_LETTERS].lower()
    text = _rewritten(index, plain(typed))
    is_latin = not _CHINESE.search(text) and bool(_WORDS.search(text))
    words = tuple(_WORDS.findall(_OWNER.sub("", squeeze_words(typed)))) if is_latin else ()
    filling = _filling(index, text)
    core = "".join(letter for letter, skip in zip(text, filling, strict=True) if not skip)
    return Query(text, filling, _outside(index, text), core, words, is_latin)


def _outside(index: Index, text: str) -> frozenset[int]:
    """The places of words that no window deals with (门票, 食谱)."""
    spans = (found.span() for found in index.lexicon.outside.finditer(text))
    return frozenset(place for span in spans for place in range(*span))


def _rewritten(index: Index, text: str) -> str:
    """The question as the catalogue would put it; names and Latin words stay as they are."""
    if text in index.exact or not _CHINESE.search(text):
        return text
    if _WORDS.search(text):
        text = decoded(index.speech, units_of(index.speech, text)) or text
    return plainly(index, text)


def squeeze_words(typed: str) -> str:
    """Full-width letters made plain, blanks kept: words stay apart."""
    return " ".join(squeeze(word) for word in typed.split())


def typed_syllables(query: Query) -> list[str] | None:
    """The syllables of a query in pinyin; each written word is split by itself."""
    found: list[str] = []
    for word in query.latin:
        parts = split(word)
        if parts is None:
            return None
        found += parts
    return found or None


# -- Questions that are the code of an item, or its beginning. Pure ----------------------------


#: Eight signs with five digits in a row, or a code that a city gave itself.
_CODE = re.compile(r"(?=.{8,})(?=.*[0-9]{5})[0-9a-z]+|local[0-9]{3}")


#: Entries shown of a code that is cut short; a number so long is said of nothing.
MOST, LONG_NUMBER = 100, 3


def by_code(index: Index, text: str) -> list[tuple[int, str]]:
    """Return the entries whose code begins so, each with the reason; nothing for other words."""
    if not _CODE.fullmatch(text):
        return []
    why = _("事项编码 %(word)s") % {"word": text.upper()}
    start = bisect_left(index.codes, (text, 0))
    matching = takewhile(lambda one: one[0].startswith(text), index.codes[start : start + MOST])
    return [(key, why) for key in dict.fromkeys(key for _code, key in matching)]


def is_number(index: Index, text: str) -> bool:
    """Whether a question is only a number or a code, and nobody says it of anything."""
    is_long = text.isdigit() and len(text) >= LONG_NUMBER
    return (is_long or bool(_CODE.fullmatch(text))) and text not in index.triggers


def codes_of(index: Index) -> list[tuple[str, int]]:
    """Every code with the place of its entry, in order."""
    return sorted(
        (plain(one.code), key)
        for key, document in enumerate(index.documents)
        for one in (document, *index.same.get(key, ()))
    )
