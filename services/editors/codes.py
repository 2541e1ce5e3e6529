# SPDX-License-Identifier: Apache-2.0
"""Codes for what editors add: the first letters of the name, and a number when taken. Pure."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from pypinyin import Style, lazy_pinyin

if TYPE_CHECKING:
    from collections.abc import Collection

_LETTERS = re.compile(r"[^a-z0-9]")
LONGEST = 30


def free_code(name: str, taken: Collection[str], *, fallback: str = "new") -> str:
    """Return a code of plain letters and digits for a name that is not among ``taken``."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    stem = _LETTERS.sub("", letters)[:LONGEST] or fallback
    if stem not in taken:
        return stem
    return next(code for number in count(2) if (code := f"{stem}-{number}") not in taken)
