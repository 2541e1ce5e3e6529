# SPDX-License-Identifier: Apache-2.0
"""How words sound: syllables, the way they get confused, and splitting typed pinyin. Pure."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pypinyin import Style, lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from services.search.engine.numbers import (
    APART_COST,
    HALF_TYPED,
    JOINT_BASE,
    JOINT_GROWTH,
    LONGEST_SYLLABLE,
    LONGEST_TYPED,
    NEARLY_COST,
    PATHS_KEPT,
    READINGS,
    SAID_JOINT,
    STRANGE_JOINTS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_TONES = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm")


_CONFUSED = (
    (re.compile(r"^zh"), "z"),
    (re.compile(r"^ch"), "c"),
    (re.compile(r"^sh"), "s"),
    (re.compile(r"^n(?=[aeiouv])"), "l"),
    (re.compile(r"^h(?=u)"), "f"),
    (re.compile(r"(?<=[aei])ng$"), "n"),
)


@lru_cache(maxsize=20_000)
def fuzzy(syllable: str) -> str:
    """One spelling for syllables that many speakers confuse (zh/z, n/l, ng/n, hu/f)."""
    for pattern, plain in _CONFUSED:
        syllable = pattern.sub(plain, syllable)
    return syllable


@lru_cache(maxsize=20_000)
def syllable_of(letter: str) -> str:
    """The most usual reading of one character, without tone; other signs stay as they are."""
    return lazy_pinyin(letter, style=Style.NORMAL)[0]


@lru_cache(maxsize=20_000)
def readings_of(letter: str) -> tuple[str, ...]:
    """Its readings without tone, the most usual first (银行 needs the second of 行)."""
    listed = PINYIN_DICT.get(ord(letter), "").translate(_TONES).split(",")
    return tuple(dict.fromkeys([syllable_of(letter), *listed[:READINGS]]))


def syllables(text: str) -> list[str]:
    """One fuzzy syllable for each character of a text."""
    return [fuzzy(syllable_of(letter)) for letter in text]


def initials(text: str) -> str:
    """First letters of the syllables, one a character (营业执照 → yyzz)."""
    return "".join(syllable_of(letter)[:1] for letter in text)


@cache
def _known_syllables() -> frozenset[str]:
    plain = {
        reading.translate(_TONES)
        for readings in PINYIN_DICT.values()
        for reading in readings.split(",")
    }
    return frozenset(word for word in plain if word.isascii() and word.isalpha())


def split(letters: str) -> list[str] | None:
    """Split typed pinyin into syllables, as few as possible; None when it is not pinyin."""
    known, end = _known_syllables(), len(letters)
    best: list[list[str] | None] = [None] * (end + 1)
    best[0] = []
    for stop in range(1, end + 1):
        for start in range(max(0, stop - LONGEST_SYLLABLE), stop):
            head, tail = best[start], letters[start:stop]
            if head is None or tail not in known:
                continue
            found = best[stop]
            if found is None or len(head) + 1 < len(found):
                best[stop] = [*head, tail]
    return best[end]


# -- How the words of a catalogue sound, for typed pinyin and for words written by ear. Pure ---


_LATIN = re.compile(r"[a-z]{2,}")


@dataclass
class Speech:
    """Characters by syllable, pairs by how often they are written, what people say by its sound.

    ``joints`` says how likely two characters stand together; ``latin`` holds the Latin words
    that are known as they are (ktv); ``by_sound`` and ``by_initials`` lead to triggers,
    ``spoken`` has them in the order of their letters.
    """

    readings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    nearly: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    joints: dict[str, float] = field(default_factory=dict)
    latin: frozenset[str] = frozenset()
    by_sound: dict[tuple[str, ...], list[str]] = field(default_factory=lambda: defaultdict(list))
    by_initials: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    spoken: list[tuple[str, str]] = field(default_factory=list)

    def beginning(self, half: str) -> set[str]:
        """The characters whose syllable begins with these letters."""
        return {
            letter
            for syllable, letters in self.readings.items()
            if syllable.startswith(half)
            for letter in letters
        }


def listen(
    pairs: Mapping[str, Mapping[int, float]],
    names: Iterable[str],
    said: Iterable[str],
    parts: Iterable[str],
) -> Speech:
    """Note how the pairs of a catalogue sound, and what people say: words and parts of words."""
    speech = Speech()
    words, beside = list(said), list(parts)
    for word in [*words, *beside]:
        for place in range(len(word) - 1):
            speech.joints[word[place : place + 2]] = SAID_JOINT
    for word in words:
        if len(word) > 1 and not word.isascii():
            speech.by_sound[tuple(syllable_of(letter) for letter in word)].append(word)
            speech.by_initials[initials(word)].append(word)
    for pair, posting in pairs.items():
        worth = JOINT_BASE + JOINT_GROWTH * math.log1p(len(posting))
        speech.joints[pair] = max(worth, speech.joints.get(pair, 0.0))
    for letter in {letter for pair in speech.joints for letter in pair if not letter.isascii()}:
        for reading in readings_of(letter):
            speech.readings[reading].add(letter)
            speech.nearly[fuzzy(reading)].add(letter)
    speech.latin = frozenset(_LATIN.findall(" ".join([*words, *beside, *names])))
    speech.spoken = sorted(
        ("".join(sound), word) for sound, said in speech.by_sound.items() for word in said
    )
    return speech


# -- Which characters typed syllables stand for, judged by what the catalogue writes. Pure -----


_RUNS = re.compile(r"[a-z]+|[^a-z]")


#: Score, characters, joints unheard of.
Path = tuple[float, str, int]


def units_of(speech: Speech, text: str) -> list[str]:
    """Characters and typed syllables of a text; empty when there is nothing to decode."""
    units: list[str] = []
    found = False
    for run in _RUNS.findall(text):
        parts = None if run in speech.latin or not run.isascii() else _syllables(speech, run)
        found = found or parts is not None
        units += parts or [run]
    return units if found and len(units) <= LONGEST_TYPED else []


def _syllables(speech: Speech, run: str) -> list[str] | None:
    """The syllables of a run of letters, the last perhaps half; None when it is no pinyin."""
    parts = split(run) if run.isalpha() else None
    for size in range(1, min(HALF_TYPED, len(run) - 2)):
        if parts is not None:
            break
        head = split(run[:-size])
        if head and speech.beginning(run[-size:]):
            parts = [*head, run[-size:]]
    return parts


def decoded(speech: Speech, units: Sequence[str]) -> str:
    """The likeliest characters for the units; empty when much of it would be guessed."""
    paths: list[Path] = [(0.0, "", 0)]
    for place, unit in enumerate(units):
        step = [
            max(_joined(speech, path, letter, cost) for path in paths)
            for letter, cost in _letters(speech, unit).items()
        ]
        paths = sorted(step, reverse=True)[:PATHS_KEPT] if place else step
    _score, text, strange = max(paths)
    return text if strange <= STRANGE_JOINTS * max(1, len(units) - 1) else ""


def _joined(speech: Speech, path: Path, letter: str, cost: float) -> Path:
    score, text, strange = path
    if not text:
        return cost, letter, 0
    worth = speech.joints.get(text[-1] + letter)
    if worth is None:
        return score + cost + APART_COST, text + letter, strange + 1
    return score + cost + worth, text + letter, strange


def _letters(speech: Speech, unit: str) -> dict[str, float]:
    """The characters that a unit may stand for, with what each costs."""
    if not unit.isascii() or not unit.isalpha() or unit in speech.latin:
        return {unit: 0.0}
    exact = speech.readings.get(unit)
    if exact is None:
        return dict.fromkeys(speech.beginning(unit), NEARLY_COST) or {unit: 0.0}
    found = dict.fromkeys(speech.nearly.get(fuzzy(unit), ()), NEARLY_COST)
    return found | dict.fromkeys(exact, 0.0)
