# SPDX-License-Identifier: Apache-2.0
"""What editors teach the search: synonyms, other names, words to skip (data/synonyms.json)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from services.text import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path(__file__).parent.parent / "data" / "synonyms.json"


@dataclass(frozen=True)
class Group:
    """Words that people say and the catalogue's words for it, best first.

    A word with + is said when all its parts are in the question (水费+户名). ``only_with`` names
    words of which one must be there too (炸鸡 counts with 开 or 卖). A weak group (到期 → 延续)
    narrows other words down and weighs little.
    """

    say: tuple[str, ...]
    mean: tuple[str, ...]
    weak: bool
    only_with: tuple[str, ...]


@dataclass(frozen=True)
class Lexicon:
    stop: re.Pattern[str]
    stop_english: frozenset[str]
    secondary: tuple[str, ...]
    groups: tuple[Group, ...]
    aliases: dict[str, tuple[str, ...]]
    english: dict[str, tuple[str, ...]]


def _squeezed(words: list[str]) -> tuple[str, ...]:
    return tuple(squeeze(word) for word in words)


def read(path: Path) -> Lexicon:
    """Read a lexicon file; raises KeyError or ValueError when it is not one."""
    return of(json.loads(path.read_text(encoding="utf-8")))


def of(data: Mapping[str, Any]) -> Lexicon:
    """Build a lexicon from the contents of such a file; raises KeyError when it is not one."""
    stop = sorted({squeeze(word) for word in data["stop"]}, key=len, reverse=True)
    return Lexicon(
        stop=re.compile("|".join(map(re.escape, stop))),
        stop_english=frozenset(data["stop_english"]),
        secondary=_squeezed(data["secondary"]),
        groups=tuple(
            Group(
                _squeezed(row["say"]),
                _squeezed(row["mean"]),
                row.get("weak", False),
                _squeezed(row.get("only_with", [])),
            )
            for row in data["groups"]
        ),
        aliases={squeeze(name): _squeezed(words) for name, words in data["aliases"].items()},
        english={phrase: _squeezed(words) for phrase, words in data["english"].items()},
    )


@cache
def shipped() -> Lexicon:
    """The lexicon that ships with the portal."""
    return read(DATA)
