# SPDX-License-Identifier: Apache-2.0
"""How the words of a catalogue sound, for typed pinyin and for words written by ear. Pure."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.search.phonetics import fuzzy, initials, readings_of, syllable_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_LATIN = re.compile(r"[a-z]{2,}")
#: What a pair is worth that only people say.
SAID = 1.5


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
            speech.joints[word[place : place + 2]] = SAID
    for word in words:
        if len(word) > 1 and not word.isascii():
            speech.by_sound[tuple(syllable_of(letter) for letter in word)].append(word)
            speech.by_initials[initials(word)].append(word)
    for pair, posting in pairs.items():
        worth = 0.5 + 0.25 * math.log1p(len(posting))
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
