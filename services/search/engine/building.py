# SPDX-License-Identifier: Apache-2.0
"""Building the index of a catalogue: about two seconds for 20,000 different names. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from services.search.engine.document import bare, core_of, plain
from services.search.engine.index import Index, Trigger, sound_of
from services.search.engine.numbers import (
    ALIAS_WEIGHT,
    FAMILY_MOST,
    LATER_CHANGE,
    LEAST_MEANING,
    MEMBER_WEIGHT,
    NAME_WEIGHT,
    NEXT_MEANING,
    PART_MEANING,
    RESULT_WEIGHT,
    SHORT_STEM,
)
from services.search.engine.query import codes_of
from services.search.engine.sound import initials, listen
from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.search.engine.document import SearchDocument
    from services.search.engine.lexicon import Lexicon


# -- Items that are later changes of another item: its amendment, renewal, replacement, end. Pure ---


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
            for size in {len(stem), *range(SHORT_STEM, len(stem))}:
                for key in first.get(stem[:size], ()):
                    found[key].append(other)
    return {key: kin for key, kin in found.items() if len(kin) <= FAMILY_MOST}


def with_family(kin: dict[int, list[int]], posting: dict[int, float]) -> dict[int, float]:
    """A word's entries with their later changes, which count less."""
    wider = dict(posting)
    for key, weight in posting.items():
        for other in kin.get(key, ()):
            if weight * LATER_CHANGE > wider.get(other, 0.0):
                wider[other] = weight * LATER_CHANGE
    return wider


# -- What editors teach the search, bound to the entries of an index. Pure ---------------------


def raise_to(posting: dict[int, float], key: int, weight: float) -> None:
    """Set the weight of an entry, unless it has a higher one already."""
    if weight > posting.get(key, 0.0):
        posting[key] = weight


def _meanings(index: Index, words: Iterable[str]) -> dict[int, float]:
    """The entries that a list of meanings leads to, the first meaning best."""
    posting: dict[int, float] = {}
    for place, word in enumerate(words):
        wanted = plain(word)
        weight = max(LEAST_MEANING, 1.0 - NEXT_MEANING * place)
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


#: Results and members are named again and again.
_plain = lru_cache(maxsize=4096)(plain)


def _fields(document: SearchDocument, lexicon: Lexicon) -> list[tuple[str, float]]:
    """What an entry says of itself, best first."""
    name = squeeze(document.name)
    found = [(bare(name), NAME_WEIGHT)]
    short = core_of(name)
    if short != found[0][0]:
        found.append((short, NAME_WEIGHT))
    found += [(plain(word), ALIAS_WEIGHT) for word in lexicon.aliases.get(name, ())]
    if document.result:
        found.append((_plain(document.result), RESULT_WEIGHT))
    found += [(_plain(member), MEMBER_WEIGHT) for member in document.members]
    return found


def _entries(
    documents: Iterable[SearchDocument],
) -> tuple[list[SearchDocument], dict[int, tuple[SearchDocument, ...]]]:
    """One entry a name, shorter names first; what other organs offer as the same follows it."""
    first: list[SearchDocument] = []
    places: dict[tuple[bool, str], int] = {}
    same: dict[int, list[SearchDocument]] = defaultdict(list)
    for document in documents:
        name = document.kind != "bundle", document.name
        place = places.setdefault(name, len(first))
        if place == len(first):
            first.append(document)
        elif document.kind == "item":
            same[place].append(document)
    shortest = sorted(range(len(first)), key=lambda place: len(first[place].name))
    same_now = {key: tuple(same[place]) for key, place in enumerate(shortest) if place in same}
    return [first[place] for place in shortest], same_now


def build(documents: Iterable[SearchDocument], lexicon: Lexicon) -> Index:
    """Build the index; documents of one name count as one entry, the first of them shown."""
    first, same = _entries(documents)
    index = Index(first, lexicon, same)
    pairs: dict[str, dict[int, float]] = defaultdict(dict)
    letters: Counter[str] = Counter()
    spelt: dict[str, dict[int, float]] = defaultdict(dict)
    exact: dict[str, dict[int, float]] = defaultdict(dict)
    for key, document in enumerate(first):
        fields = _fields(document, lexicon)
        index.plains.append(fields[0][0])
        index.cores.append(
            fields[1][0] if len(fields) > 1 and fields[1][1] == NAME_WEIGHT else fields[0][0]
        )
        lengths = []
        for text, weight in reversed(fields):  # the best comes last and stays
            for one, other in pairwise(text):
                pairs[one + other][key] = weight
            if weight > MEMBER_WEIGHT:
                raise_to(exact[text], key, weight)
                raise_to(spelt[initials(text)], key, weight)
                lengths.append(len(text))
        index.lengths.append(tuple(lengths))
        index.texts.append("|".join(text for text, weight in fields if weight > MEMBER_WEIGHT))
        letters.update(set(index.texts[key]))
    index.pairs, index.exact, index.spelt = dict(pairs), dict(exact), dict(spelt)
    index.all_spelt = "\n".join(["", *index.spelt, ""])
    index.letters = dict(letters)
    index.codes = codes_of(index)
    _measure(index)
    learn(index)
    return index


def _measure(index: Index) -> None:
    """Add what is asked of every entry of a result: its sounds, its worth, its second thoughts."""
    rarity = {pair: index.rarity(len(posting)) for pair, posting in index.pairs.items()}
    sounds: dict[tuple[str, str], list[str]] = defaultdict(list)
    for pair in index.pairs:
        sounds[sound_of(pair)].append(pair)
    index.sound_pairs = dict(sounds)
    index.rarities = rarity
    for name in index.cores:
        pairs = (name[place : place + 2] for place in range(len(name) - 1))
        index.worth.append(sum(rarity.get(pair, 1.0) for pair in pairs))
    for name in index.plains:
        index.secondary.append(tuple(word for word in index.lexicon.secondary if word in name))
