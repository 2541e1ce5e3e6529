# SPDX-License-Identifier: Apache-2.0
"""Turning a score into a hit. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.search.document import Hit

if TYPE_CHECKING:
    from services.search.index import Index

OWN = 0.05
SECONDARY = 0.1


def _adjust(index: Index, key: int) -> float:
    name = index.plains[key]
    bonus = OWN if index.documents[key].kind == "item" else 0.0
    return bonus - (SECONDARY if any(word in name for word in index.lexicon.secondary) else 0.0)


def hit_of(index: Index, key: int, score: float, why: str) -> Hit:
    return Hit(index.documents[key], score + _adjust(index, key), why)
