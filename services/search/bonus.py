# SPDX-License-Identifier: Apache-2.0
"""What speaks for an entry beside the places it covers. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.search.index import NOTHING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.search.index import Index
    from services.search.query import Query

ASKED = 0.2
EXACT, SAID, STARTS, OWN, SECONDARY = 0.3, 0.12, 0.05, 0.05, 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """What one question asks for, looked up once for all entries.

    ``pairs`` are its pairs with their rarity, ``exact`` the entries with just this text, ``said``
    those that the whole question is a word for, ``secondary`` the later changes (注销) that it
    does not name; empty when it names one of them in other words.
    """

    index: Index
    text: str
    pairs: list[tuple[str, float]]
    exact: Mapping[int, float]
    said: Mapping[int, float]
    secondary: frozenset[str]

    def bonus(self, key: int) -> float:
        """What is added to the score of an entry."""
        index = self.index
        bonus = OWN if index.documents[key].kind != "listed" else 0.0
        if self.exact and key in self.exact:
            bonus += EXACT * self.exact[key]
        elif index.plains[key].startswith(self.text) and len(self.text) > 1:
            bonus += STARTS
        if self.said:
            bonus += SAID * self.said.get(key, 0.0)
        if index.secondary[key] and not self.secondary.isdisjoint(index.secondary[key]):
            bonus -= SECONDARY
        total = index.worth[key]
        return bonus + (ASKED * self._named(index.cores[key]) / total if total else 0.0)

    def _named(self, name: str) -> float:
        """How much of a name the question names, by the rarity of its pairs."""
        worth = 0.0
        for pair, rarity in self.pairs:
            if pair in name:
                worth += rarity * name.count(pair)
        return worth


def asked_by(index: Index, query: Query) -> Asked:
    """Look up what a question asks for."""
    text = query.text
    pairs = {text[place : place + 2] for place in range(len(text) - 1)}
    weak = any(word in text for word in index.weak)
    secondary = () if weak else (word for word in index.lexicon.secondary if word not in text)
    return Asked(
        index,
        text,
        [(pair, index.rarities[pair]) for pair in pairs if pair in index.rarities],
        index.exact.get(text, NOTHING),
        index.triggers.get(query.core, NOTHING),
        frozenset(secondary),
    )
