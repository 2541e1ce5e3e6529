# SPDX-License-Identifier: Apache-2.0
"""The index: which pairs of characters, syllables, initials and synonyms lead to which name. Pure.

One entry stands for one name: an item that many organs implement is one entry, its documents
are in ``same``. Positions of entries are the keys of every posting.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.search.engine.numbers import (
    LEAST_RARITY,
)
from services.search.engine.sound import Speech, fuzzy, syllable_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.search.engine.document import SearchDocument
    from services.search.engine.lexicon import Lexicon

NOTHING: Mapping[int, float] = {}


@dataclass(frozen=True)
class Trigger:
    """A word (or several parts) that people say, and the entries it leads to."""

    parts: tuple[str, ...]
    posting: dict[int, float]
    weak: bool
    only_with: tuple[str, ...]


@dataclass
class Index:
    """Postings from needles to entries, by their position in ``documents``.

    ``conditional`` holds triggers of several parts by what their first part begins with;
    ``reach`` says how long the triggers are that begin with a letter. ``verbs`` has the words
    for doing something (养猪) by their first two characters. ``texts`` holds all that an
    entry says of itself; ``spelt`` the first letters of its names; ``codes`` every code in order.
    """

    documents: list[SearchDocument]
    lexicon: Lexicon
    same: dict[int, tuple[SearchDocument, ...]] = field(default_factory=dict)
    pairs: dict[str, dict[int, float]] = field(default_factory=dict)
    sound_pairs: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    letters: dict[str, int] = field(default_factory=dict)
    triggers: dict[str, dict[int, float]] = field(default_factory=dict)
    conditional: dict[str, list[Trigger]] = field(default_factory=dict)
    verbs: dict[str, list[str]] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    english: dict[str, dict[int, float]] = field(default_factory=dict)
    spelt: dict[str, dict[int, float]] = field(default_factory=dict)
    all_spelt: str = "\n"
    lengths: list[tuple[int, ...]] = field(default_factory=list)
    plains: list[str] = field(default_factory=list)
    cores: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    worth: list[float] = field(default_factory=list)
    rarities: dict[str, float] = field(default_factory=dict)
    secondary: list[tuple[str, ...]] = field(default_factory=list)
    exact: dict[str, dict[int, float]] = field(default_factory=dict)
    reach: dict[str, int] = field(default_factory=dict)
    codes: list[tuple[str, int]] = field(default_factory=list)
    speech: Speech = field(default_factory=Speech)

    def rarity(self, df: int) -> float:
        """How much a needle says that leads to ``df`` entries: LEAST_RARITY (all) to 1 (one)."""
        total = max(2, len(self.documents))
        return LEAST_RARITY + (1 - LEAST_RARITY) * max(
            0.0, 1 - math.log(max(1, df)) / math.log(total)
        )

    def sounding(self, first: str, second: str) -> list[str]:
        """The pairs of characters that sound like these syllables."""
        return self.sound_pairs.get((fuzzy(first), fuzzy(second)), [])

    def holding(self, wanted: str) -> list[int]:
        """The entries one of whose texts has the words, by way of their rarest pair."""
        if len(wanted) < 2:
            return [key for key, text in enumerate(self.texts) if wanted in text]
        pairs = [wanted[place : place + 2] for place in range(len(wanted) - 1)]
        rarest = min((self.pairs.get(pair, NOTHING) for pair in pairs), key=len)
        return sorted(key for key in rarest if wanted in self.texts[key])


def sound_of(pair: str) -> tuple[str, str]:
    """Return how the two characters of a pair sound."""
    return fuzzy(syllable_of(pair[0])), fuzzy(syllable_of(pair[1]))
