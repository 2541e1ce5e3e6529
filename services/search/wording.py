# SPDX-License-Identifier: Apache-2.0
"""From people's way of writing to the catalogue's: dialect, diminutives, numbers, organs. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.search.index import Index

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
