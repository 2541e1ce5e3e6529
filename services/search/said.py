# SPDX-License-Identifier: Apache-2.0
"""The synonyms in a question. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.cover import Needle
from services.search.index import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.search.cover import Cover
    from services.search.index import Index
    from services.search.query import Query

#: All places of a weak word together.
WEAK = 0.8


def _said(index: Index, text: str) -> Iterator[tuple[str, tuple[int, ...], Trigger]]:
    """Yield every known word of the question: the word, the places it covers, what it means."""
    for start in range(len(text)):
        for length in range(min(index.longest_trigger, len(text) - start), 0, -1):
            word = text[start : start + length]
            posting = index.triggers.get(word)
            if posting is not None:
                trigger = Trigger((word,), posting, word in index.weak, ())
                yield word, tuple(range(start, start + length)), trigger
    beginnings = set(text)
    for trigger in (one for letter in beginnings for one in index.conditional.get(letter, ())):
        places = [text.find(part) for part in trigger.parts]
        if min(places) < 0 or not _has_one(text, trigger.only_with):
            continue
        covered = tuple(
            spot
            for place, part in zip(places, trigger.parts, strict=True)
            for spot in range(place, place + len(part))
        )
        yield "…".join(trigger.parts), covered, trigger


def _has_one(text: str, words: tuple[str, ...]) -> bool:
    return not words or any(word in text for word in words)


def by_synonym(index: Index, query: Query, cover: Cover) -> dict[int, float]:
    """Cover by synonyms; returns the places so covered, each with its weight if only weakly."""
    covered: dict[int, float] = {}
    for word, places, trigger in _said(index, query.text):
        length = len(places)
        strength = WEAK / length if trigger.weak else 1.0
        worth = strength * length * 1.1 + 0.5 * (len(trigger.parts) > 1)
        why = _("您说的“%(word)s”") % {"word": word}
        strong = float(length) if length > 1 and not trigger.weak else 0.0
        cover.needles.append(Needle(trigger.posting, places, 1.0, worth, why, strong))
        for place in places:
            cover.weights[place] = max(cover.weights[place], strength)
            covered[place] = max(covered.get(place, 0.0), strength)
    return covered
