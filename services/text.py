# SPDX-License-Identifier: Apache-2.0
"""Bringing Chinese text to one shape: widths, spaces, case, traditional characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "traditional.txt"
_BREAKS = re.compile(r"[\s\u200b\ufeff]+")


@cache
def _simplified() -> dict[int, str]:
    """The table traditional → simplified: one pair a word, words parted by blanks."""
    pairs = _TABLE.read_text(encoding="utf-8").split()
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) == 2}


def to_simplified(text: str) -> str:
    """Replace traditional characters by the simplified ones of the catalogue."""
    return text.translate(_simplified())


def squeeze(text: str) -> str:
    """One shape for comparing: NFKC, no blanks, lower case, simplified."""
    return to_simplified(_BREAKS.sub("", unicodedata.normalize("NFKC", text)).lower())


def tidy(text: str) -> str:
    """Trim and join blanks; what is stored and shown."""
    return _BREAKS.sub(" ", text).strip()


def has_control(text: str) -> bool:
    """Whether a text holds control characters, which no form can print."""
    return any(unicodedata.category(letter) == "Cc" for letter in text)


def has_invisible(text: str) -> bool:
    """Whether a text holds signs that take no place or turn the direction of writing."""
    return any(unicodedata.category(letter) == "Cf" for letter in text)
