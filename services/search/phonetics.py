# SPDX-License-Identifier: Apache-2.0
"""How words sound: syllables, the way they get confused, and splitting typed pinyin. Pure."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

MAX_SYLLABLE = 6
READINGS = 3
_TONES = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm")
_CONFUSED = (
    (re.compile(r"^zh"), "z"),
    (re.compile(r"^ch"), "c"),
    (re.compile(r"^sh"), "s"),
    (re.compile(r"^n(?=[aeiouv])"), "l"),
    (re.compile(r"^h(?=u)"), "f"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)


@lru_cache(maxsize=20_000)
def fuzzy(syllable: str) -> str:
    """One spelling for syllables that many speakers confuse (zh/z, n/l, ng/n, hu/f)."""
    for pattern, plain in _CONFUSED:
        syllable = pattern.sub(plain, syllable)
    return syllable


@lru_cache(maxsize=20_000)
def syllable_of(letter: str) -> str:
    """The most usual reading of one character, without tone; other signs stay as they are."""
    return lazy_pinyin(letter, style=Style.NORMAL)[0]


@lru_cache(maxsize=20_000)
def readings_of(letter: str) -> tuple[str, ...]:
    """Its readings without tone, the most usual first (银行 needs the second of 行)."""
    listed = PINYIN_DICT.get(ord(letter), "").translate(_TONES).split(",")
    return tuple(dict.fromkeys([syllable_of(letter), *listed[:READINGS]]))


def syllables(text: str) -> list[str]:
    """One fuzzy syllable for each character of a text."""
    return [fuzzy(syllable_of(letter)) for letter in text]


def initials(text: str) -> str:
    """First letters of the syllables, one a character (营业执照 → yyzz)."""
    return "".join(syllable_of(letter)[:1] for letter in text)


@cache
def _known_syllables() -> frozenset[str]:
    plain = {
        reading.translate(_TONES)
        for readings in PINYIN_DICT.values()
        for reading in readings.split(",")
    }
    return frozenset(word for word in plain if word.isascii() and word.isalpha())


def split(letters: str) -> list[str] | None:
    """Split typed pinyin into syllables, as few as possible; None when it is not pinyin."""
    known, end = _known_syllables(), len(letters)
    best: list[list[str] | None] = [None] * (end + 1)
    best[0] = []
    for stop in range(1, end + 1):
        for start in range(max(0, stop - MAX_SYLLABLE), stop):
            head, tail = best[start], letters[start:stop]
            if head is None or tail not in known:
                continue
            found = best[stop]
            if found is None or len(head) + 1 < len(found):
                best[stop] = [*head, tail]
    return best[end]
