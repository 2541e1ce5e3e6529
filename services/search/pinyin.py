# SPDX-License-Identifier: Apache-2.0
"""Questions in typed pinyin. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.hits import hit_of
from services.search.phonetics import fuzzy
from services.search.query import typed_syllables

if TYPE_CHECKING:
    from services.search.document import Hit
    from services.search.index import Index
    from services.search.query import Query

ENOUGH_SYLLABLES = 0.7


def by_pinyin(index: Index, query: Query) -> list[Hit]:
    """Hits for typed syllables, through the same pairs of sounds as the Chinese words."""
    typed = typed_syllables(query)
    if typed is None or len(typed) < 2:
        return []
    spoken = [fuzzy(syllable) for syllable in typed]
    weights, rows = [0.0] * len(spoken), dict[int, list[float]]()
    for place in range(len(spoken) - 1):
        posting = index.sounds.get((spoken[place], spoken[place + 1]), {})
        rarity = index.rarity(len(posting)) if posting else 1.0
        for spot in (place, place + 1):
            weights[spot] = max(weights[spot], rarity)
        for key, weight in posting.items():
            row = rows.setdefault(key, [0.0] * len(spoken))
            row[place], row[place + 1] = max(row[place], weight), max(row[place + 1], weight)
    total = sum(weights)
    text = _("拼音 %(word)s") % {"word": " ".join(typed)}
    return [
        hit_of(index, key, share * _fit(index, key, len(spoken)), text)
        for key, row in rows.items()
        if (share := sum(map(float.__mul__, row, weights)) / total) >= ENOUGH_SYLLABLES
    ]


def _fit(index: Index, key: int, asked: int) -> float:
    """Prefer names that say little more than what was asked."""
    lengths = [len(letters) for letters, _weight in index.initial_lists[key]]
    near = min((abs(length - asked) for length in lengths), default=asked)
    return 1.0 - 0.02 * min(near, 15)
