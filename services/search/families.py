# SPDX-License-Identifier: Apache-2.0
"""Items that are later changes of another item: its amendment, renewal, replacement, end. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.search.index import Index

#: Stems so short lead only to the very same stem; how much less a later change is meant.
SHORT, LATER = 4, 0.8
#: Nobody types so many meanings; a family so big is none.
MOST = 40


def stem_of(index: Index, core: str) -> str:
    """What a name is about, without the words for what is done (护士变更执业注册 → 护士执业)."""
    return index.lexicon.frame.sub("", core)


def families(index: Index) -> dict[int, list[int]]:
    """For each entry the entries that are later changes of it."""
    stems = [stem_of(index, core) for core in index.cores]
    first: dict[str, list[int]] = defaultdict(list)
    for key, stem in enumerate(stems):
        if not index.secondary[key] and len(stem) > 1:
            first[stem].append(key)
    found: dict[int, list[int]] = defaultdict(list)
    for other, stem in enumerate(stems):
        if index.secondary[other]:
            for size in {len(stem), *range(SHORT, len(stem))}:
                for key in first.get(stem[:size], ()):
                    found[key].append(other)
    return {key: kin for key, kin in found.items() if len(kin) <= MOST}


def with_family(kin: dict[int, list[int]], posting: dict[int, float]) -> dict[int, float]:
    """A word's entries with their later changes, which count less."""
    wider = dict(posting)
    for key, weight in posting.items():
        for other in kin.get(key, ()):
            if weight * LATER > wider.get(other, 0.0):
                wider[other] = weight * LATER
    return wider
