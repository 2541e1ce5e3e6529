# SPDX-License-Identifier: Apache-2.0
"""Questions in typed pinyin. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.cover import Cover, Needle
from services.search.hits import adjusted
from services.search.phonetics import fuzzy
from services.search.query import typed_syllables

if TYPE_CHECKING:
    from services.search.hits import Found
    from services.search.index import Index
    from services.search.query import Query

ENOUGH_SYLLABLES = 0.7


def by_pinyin(index: Index, query: Query) -> Found:
    """Entries for typed syllables, through the same pairs of sounds as the Chinese words."""
    typed = typed_syllables(query)
    if typed is None or len(typed) < 2:
        return {}
    spoken = [fuzzy(syllable) for syllable in typed]
    cover = Cover([0.0] * len(spoken))
    for place in range(len(spoken) - 1):
        posting = index.sounding(spoken[place], spoken[place + 1])
        rarity = index.rarity(len(posting)) if posting else 1.0
        for spot in (place, place + 1):
            cover.weights[spot] = max(cover.weights[spot], rarity)
        if posting:
            cover.needles.append(Needle(posting, (place, place + 1)))
    total = sum(cover.weights)
    text = _("拼音 %(word)s") % {"word": " ".join(typed)}
    rows = cover.rows(cover.candidates(ENOUGH_SYLLABLES * total, 0.0))
    return {
        key: (adjusted(index, key, share * _fit(index, key, len(spoken))), text)
        for key, row in rows.items()
        if (share := sum(map(float.__mul__, row, cover.weights)) / total) >= ENOUGH_SYLLABLES
    }


def _fit(index: Index, key: int, asked: int) -> float:
    """Prefer names that say little more than what was asked."""
    near = min((abs(length - asked) for length in index.lengths[key]), default=asked)
    return 1.0 - 0.02 * min(near, 15)
