# SPDX-License-Identifier: Apache-2.0
"""Every item is still found when its name is typed with a slip, by ear or in pinyin."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from services.search.engine import score
from services.search.engine.document import core_of
from services.search.engine.index import Index
from services.search.engine.sound import syllable_of
from services.text import squeeze

_FRAME = re.compile("新办|新增|首次|核发|审批|办理|（.*?）")
LETTERS = "的一是在有和人这中大为上个国我以要他时来用们生到作地于出就分对成会主发年动同工"
LONGEST, SEED = 8, 20261122
Slip = Callable[[str, random.Random], str]


def _wrong(core: str, chance: random.Random) -> str:
    place = chance.randrange(len(core))
    return core[:place] + chance.choice(LETTERS) + core[place + 1 :]


def _missing(core: str, chance: random.Random) -> str:
    place = chance.randrange(len(core))
    return core[:place] + core[place + 1 :]


def _swapped(core: str, chance: random.Random) -> str:
    place = chance.randrange(len(core) - 1)
    return core[:place] + core[place + 1] + core[place] + core[place + 2 :]


def _pinyin(core: str, _chance: random.Random) -> str:
    return "".join(map(syllable_of, core))


def _half_pinyin(core: str, chance: random.Random) -> str:
    whole = _pinyin(core, chance)
    return whole if len(syllable_of(core[-1])) < 2 else whole[:-1]


def _mixed(core: str, chance: random.Random) -> str:
    place = chance.randrange(len(core) - 1)
    return core[:place] + _pinyin(core[place : place + 2], chance) + core[place + 2 :]


def _initials(core: str, _chance: random.Random) -> str:
    return "".join(syllable_of(letter)[0] for letter in core)


def _letter(chance: random.Random) -> str:
    """One of the 3,700 everyday characters, as GB 2312 has them."""
    return bytes((chance.randrange(0xB0, 0xD7), chance.randrange(0xA1, 0xFF))).decode("gb2312")


@pytest.mark.parametrize(
    ("slip", "enough"),
    [
        (_wrong, 0.9),
        (_missing, 0.9),
        (_swapped, 0.85),
        (_pinyin, 0.9),
        (_half_pinyin, 0.9),
        (_mixed, 0.9),
        (_initials, 0.88),
    ],
)
def test_an_item_is_found_in_spite_of_a_slip(index: Index, slip: Slip, enough: float) -> None:
    chance = random.Random(SEED)
    total, asked = 0.0, 0
    for document in [one for one in index.documents if one.kind == "item"]:
        core = core_of(squeeze(_FRAME.sub("", document.name)))[:LONGEST]
        if len(core) < 3:
            continue
        names = [hit.document.name for hit in score.search(index, slip(core, chance), 5)]
        total += 1 / (names.index(document.name) + 1) if document.name in names else 0
        asked += 1
    assert asked > 100
    assert total / asked >= enough


def test_gibberish_finds_nearly_nothing(index: Index) -> None:
    chance = random.Random(SEED)
    latin = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7)) for _turn in range(200)]
    chinese = ["".join(_letter(chance) for _place in range(6)) for _turn in range(200)]
    found = [typed for typed in latin + chinese if score.search(index, typed)]
    assert len(found) <= 4, found
