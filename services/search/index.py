# SPDX-License-Identifier: Apache-2.0
"""The index: which pairs of characters, syllables, initials and synonyms lead to which document. Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.search.document import Document, core, plain
from services.search.phonetics import initials, syllables
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.search.lexicon import Lexicon

NAME, ALIAS, RESULT, MEMBER = 1.0, 0.97, 0.85, 0.5
#: How much less each further meaning of a synonym counts.
NEXT_MEANING = 0.06
PART_MEANING = 0.9


@dataclass(frozen=True)
class Trigger:
    """A word (or several parts) that people say, and the documents it leads to."""

    parts: tuple[str, ...]
    posting: dict[int, float]
    weak: bool
    only_with: tuple[str, ...]


@dataclass
class Index:
    """Postings from needles to documents, by their position in ``documents``."""

    documents: list[Document]
    lexicon: Lexicon
    pairs: dict[str, dict[int, float]] = field(default_factory=dict)
    sounds: dict[tuple[str, str], dict[int, float]] = field(default_factory=dict)
    letters: dict[str, dict[int, float]] = field(default_factory=dict)
    triggers: dict[str, dict[int, float]] = field(default_factory=dict)
    conditional: list[Trigger] = field(default_factory=list)
    weak: frozenset[str] = frozenset()
    english: dict[str, dict[int, float]] = field(default_factory=dict)
    initial_lists: list[tuple[tuple[str, float], ...]] = field(default_factory=list)
    plains: list[str] = field(default_factory=list)
    cores: list[str] = field(default_factory=list)
    exact: dict[str, dict[int, float]] = field(default_factory=dict)
    longest_trigger: int = 0

    def rarity(self, df: int) -> float:
        """How much a needle says that leads to ``df`` documents: 0.12 (all) to 1 (one)."""
        total = max(2, len(self.documents))
        return 0.12 + 0.88 * max(0.0, 1 - math.log(max(1, df)) / math.log(total))


def _raise_to(posting: dict[int, float], key: int, weight: float) -> None:
    if weight > posting.get(key, 0.0):
        posting[key] = weight


def _fields(document: Document, lexicon: Lexicon) -> list[tuple[str, float]]:
    found = [(plain(document.name), NAME)]
    short = core(document.name)
    if short != found[0][0]:
        found.append((short, NAME))
    found += [(plain(word), ALIAS) for word in lexicon.aliases.get(squeeze(document.name), ())]
    if document.result:
        found.append((plain(document.result), RESULT))
    found += [(plain(member), MEMBER) for member in document.members]
    return found


def _meanings(index: Index, texts: Sequence[str], words: Iterable[str]) -> dict[int, float]:
    """The documents that a list of meanings leads to, the first meaning best."""
    posting: dict[int, float] = {}
    for place, word in enumerate(words):
        wanted = plain(word)
        weight = max(0.5, 1.0 - NEXT_MEANING * place)
        exact = [key for key, text in enumerate(index.plains) if text == wanted]
        for key in exact or [key for key, text in enumerate(texts) if wanted in text]:
            _raise_to(posting, key, weight if exact else weight * PART_MEANING)
    return posting


def build(documents: Sequence[Document], lexicon: Lexicon) -> Index:
    """Build the index of a catalogue; takes some tenths of a second for a thousand names."""
    pairs: dict[str, dict[int, float]] = defaultdict(dict)
    sounds: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    letters: dict[str, dict[int, float]] = defaultdict(dict)
    exact: dict[str, dict[int, float]] = defaultdict(dict)
    index = Index(list(documents), lexicon)
    texts = []
    for key, document in enumerate(documents):
        fields = _fields(document, lexicon)
        index.plains.append(fields[0][0])
        index.cores.append(core(document.name))
        shorts = []
        for text, weight in fields:
            spoken = syllables(text)
            for place in range(len(text) - 1):
                _raise_to(pairs[text[place : place + 2]], key, weight)
                _raise_to(sounds[spoken[place], spoken[place + 1]], key, weight)
            for letter in set(text):
                _raise_to(letters[letter], key, weight)
            if weight > MEMBER:
                _raise_to(exact[text], key, weight)
                shorts.append((initials(text), weight))
        index.initial_lists.append(tuple(shorts))
        texts.append("|".join(text for text, weight in fields if weight > MEMBER))
    index.pairs, index.sounds, index.letters = dict(pairs), dict(sounds), dict(letters)
    index.exact = dict(exact)
    _learn(index, texts)
    return index


def _learn(index: Index, texts: Sequence[str]) -> None:
    """Add what the lexicon knows."""
    triggers: dict[str, dict[int, float]] = defaultdict(dict)
    weak = set()
    for group in index.lexicon.groups:
        meant = _meanings(index, texts, group.mean)
        if not meant:
            continue
        for word in group.say:
            if "+" in word or group.only_with:
                parts = tuple(plain(part) for part in word.split("+"))
                index.conditional.append(Trigger(parts, meant, group.weak, group.only_with))
                continue
            for key, weight in meant.items():
                _raise_to(triggers[plain(word)], key, weight)
            if group.weak:
                weak.add(plain(word))
    for name, words in index.lexicon.aliases.items():
        meant = _meanings(index, texts, (name,))
        for word in words:
            for key, weight in meant.items():
                _raise_to(triggers[plain(word)], key, weight)
    index.triggers = {word: posting for word, posting in triggers.items() if posting}
    index.weak = frozenset(weak)
    index.longest_trigger = max(map(len, index.triggers), default=0)
    index.english = {
        phrase: _meanings(index, texts, words) for phrase, words in index.lexicon.english.items()
    }
