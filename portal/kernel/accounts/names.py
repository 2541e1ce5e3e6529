# SPDX-License-Identifier: Apache-2.0
"""Names of people and organisations: what stands in them, and when two are the same. Pure."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

_PRIVATE = Path(__file__).parents[1] / "data" / "private_use.csv"
#: Control and direction characters: a name must be what it looks like. Private use (Co) is not
#: among them, rare family names are sometimes written with it.
UNSEEN = ("Cc", "Cf", "Zl", "Zp")
#: The dot between the parts of a name of a minority or of a foreigner, as keyboards write it. What
#: NFKC joins by itself (．, ･, ﹒) is not listed.
_DOTS = str.maketrans(dict.fromkeys("•・‧.∙⋅⸱", "·") | {"〔": "(", "〕": ")"})
_ZERO = "〇"
#: Radicals, strokes and signs that describe a character are symbols to Unicode, and stand in names
#: that no font has.
_OF_CHARACTERS = ((0x2E80, 0x2FFF), (0x31C0, 0x31EF))
_SKIN, _EMOJI, _AS_EMOJI = (0x1F3FB, 0x1F3FF), (0x1F000, 0x1FAFF), "\ufe0f"


@cache
def _private_use() -> dict[int, str]:
    """Private-use signs of old systems and the characters they stand for."""
    lines = _PRIVATE.read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return {int(row["private"], 16): chr(int(row["unicode"], 16)) for row in rows}


def name_key(name: str) -> str:
    """Return the one shape in which names are compared; it is not shown.

    Width, case and blanks do not count, each dot is ·, 〔〕 are （）, and a private-use sign is the
    character it stands for.
    """
    plain = unicodedata.normalize("NFKC", name.translate(_private_use()))
    return re.sub(r"\s+", "", plain).upper().translate(_DOTS)


def same_name(one: str, other: str) -> bool:
    """Tell whether two names are one and the same, however they were typed."""
    return name_key(one) == name_key(other)


def _within(sign: str, span: tuple[int, int]) -> bool:
    return span[0] <= ord(sign) <= span[1]


def is_unseen(sign: str) -> bool:
    """Tell whether a sign takes no room on a screen: control and direction characters."""
    return unicodedata.category(sign) in UNSEEN


def is_digit(sign: str) -> bool:
    """Tell whether a sign is a digit; 〇 is a character of names."""
    return unicodedata.category(sign) in ("Nd", "No") and sign != _ZERO


def is_picture(sign: str) -> bool:
    """Tell whether a sign is an emoji or another picture, or makes one of the sign before it."""
    if sign == _AS_EMOJI or _within(sign, _SKIN) or _within(sign, _EMOJI):
        return True
    of_characters = any(_within(sign, span) for span in _OF_CHARACTERS)
    return unicodedata.category(sign) == "So" and not of_characters
