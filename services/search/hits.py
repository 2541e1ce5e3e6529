# SPDX-License-Identifier: Apache-2.0
"""What is added to the score of an entry that was asked for in Latin letters. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.search.index import Index

OWN = 0.05
SECONDARY = 0.1
#: Entries by key: score and reason.
Found = dict[int, tuple[float, str]]


def adjusted(index: Index, key: int, score: float) -> float:
    """Prefer what can be applied for here, and the first licence to its later changes."""
    bonus = OWN if index.documents[key].kind == "item" else 0.0
    return score + bonus - (SECONDARY if index.secondary[key] else 0.0)
