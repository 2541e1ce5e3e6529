# SPDX-License-Identifier: Apache-2.0
"""What somebody may be about to type, in characters or in pinyin. Pure."""

from __future__ import annotations

from bisect import bisect_left
from itertools import takewhile
from typing import TYPE_CHECKING

from services.search.document import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.search.index import Index

COMPLETIONS = 3
#: Letters of pinyin that say something; words looked at.
ENOUGH_LETTERS, MOST = 2, 400


def completions(index: Index, typed: str) -> list[str]:
    """Return a few known words that begin with what was typed so far, the shortest first."""
    text = plain(typed)
    if not text:
        return []
    if text.isascii():
        words = _spoken(index, text)
    else:
        words = (word for word in index.triggers if word.startswith(text) and word != text)
    return sorted(words, key=len)[:COMPLETIONS]


def _spoken(index: Index, letters: str) -> Iterable[str]:
    """Words whose pinyin begins with these letters."""
    if len(letters) < ENOUGH_LETTERS:
        return ()
    spoken = index.speech.spoken
    start = bisect_left(spoken, (letters, ""))
    beginning = takewhile(lambda one: one[0].startswith(letters), spoken[start : start + MOST])
    return [word for _letters, word in beginning]
