# SPDX-License-Identifier: Apache-2.0
"""Which characters typed syllables stand for, judged by what the catalogue writes. Pure.

Half a syllable at the end counts too, so that suggestions come while somebody types.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from services.search.phonetics import fuzzy, split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.search.speech import Speech

_RUNS = re.compile(r"[a-z]+|[^a-z]")
#: Two characters that never stand together; a syllable that is only nearly right.
APART, NEARLY = -3.0, -0.7
#: This part of the joints may be unheard of.
STRANGE = 0.34
LONGEST, KEPT, HALF = 24, 10, 5
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
    return units if found and len(units) <= LONGEST else []


def _syllables(speech: Speech, run: str) -> list[str] | None:
    """The syllables of a run of letters, the last perhaps half; None when it is no pinyin."""
    parts = split(run) if run.isalpha() else None
    for size in range(1, min(HALF, len(run) - 2)):
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
        paths = sorted(step, reverse=True)[:KEPT] if place else step
    _score, text, strange = max(paths)
    return text if strange <= STRANGE * max(1, len(units) - 1) else ""


def _joined(speech: Speech, path: Path, letter: str, cost: float) -> Path:
    score, text, strange = path
    if not text:
        return cost, letter, 0
    worth = speech.joints.get(text[-1] + letter)
    if worth is None:
        return score + cost + APART, text + letter, strange + 1
    return score + cost + worth, text + letter, strange


def _letters(speech: Speech, unit: str) -> dict[str, float]:
    """The characters that a unit may stand for, with what each costs."""
    if not unit.isascii() or not unit.isalpha() or unit in speech.latin:
        return {unit: 0.0}
    exact = speech.readings.get(unit)
    if exact is None:
        return dict.fromkeys(speech.beginning(unit), NEARLY) or {unit: 0.0}
    found = dict.fromkeys(speech.nearly.get(fuzzy(unit), ()), NEARLY)
    return found | dict.fromkeys(exact, 0.0)
