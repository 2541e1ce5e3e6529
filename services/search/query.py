# SPDX-License-Identifier: Apache-2.0
"""What somebody typed, taken apart: the words that count, and how it may be meant. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.search.decoding import decoded, units_of
from services.search.document import plain
from services.search.phonetics import split
from services.search.wording import plainly
from services.text import squeeze, to_simplified

if TYPE_CHECKING:
    from services.search.index import Index

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
