# SPDX-License-Identifier: Apache-2.0
"""What editors teach the search, bound to the entries of an index. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from services.search.document import plain
from services.search.families import families, with_family
from services.search.index import Trigger
from services.search.speech import listen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.search.index import Index

#: How much less each further meaning of a synonym counts.
NEXT_MEANING = 0.06
PART_MEANING = 0.9


def raise_to(posting: dict[int, float], key: int, weight: float) -> None:
    if weight > posting.get(key, 0.0):
        posting[key] = weight


def _meanings(index: Index, words: Iterable[str]) -> dict[int, float]:
    """The entries that a list of meanings leads to, the first meaning best."""
    posting: dict[int, float] = {}
    for place, word in enumerate(words):
        wanted = plain(word)
        weight = max(0.5, 1.0 - NEXT_MEANING * place)
        exact = [key for key in index.exact.get(wanted, ()) if index.plains[key] == wanted]
        for key in exact or index.holding(wanted):
            raise_to(posting, key, weight if exact else weight * PART_MEANING)
    return posting


def learn(index: Index) -> None:
    """Add what the lexicon knows."""
    triggers: dict[str, dict[int, float]] = defaultdict(dict)
    weak = set()
    kin = families(index)
    for group in index.lexicon.groups:
        meant = _meanings(index, group.mean)
        if not meant:
            continue
        if not group.weak:
            meant = with_family(kin, meant)
        for word in group.say:
            if "+" in word or group.only_with:
                parts = tuple(plain(part) for part in word.split("+"))
                trigger = Trigger(parts, meant, group.weak, group.only_with)
                index.conditional.setdefault(parts[0][:2], []).append(trigger)
                continue
            for key, weight in meant.items():
                raise_to(triggers[plain(word)], key, weight)
            if group.weak:
                weak.add(plain(word))
    _learn_aliases(index, triggers)
    beside = [part for found in index.conditional.values() for one in found for part in one.parts]
    index.triggers = {word: posting for word, posting in triggers.items() if word and posting}
    index.weak = frozenset(weak)
    for word in index.triggers:
        if word[0] in index.lexicon.verbs and word not in index.weak and len(word) > 1:
            index.verbs.setdefault(word[:2], []).append(word)
        index.reach[word[0]] = max(len(word), index.reach.get(word[0], 0))
    index.speech = listen(index.pairs, index.plains, index.triggers, beside)
    index.english = {
        phrase: _meanings(index, words) for phrase, words in index.lexicon.english.items()
    }


def _learn_aliases(index: Index, triggers: dict[str, dict[int, float]]) -> None:
    for name, words in index.lexicon.aliases.items():
        meant = _meanings(index, (name,))
        for word in words:
            for key, weight in meant.items():
                raise_to(triggers[plain(word)], key, weight)
