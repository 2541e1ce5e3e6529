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
    from collections.abc import Iterable, Mapping

DATA = Path(__file__).parents[2] / "data" / "synonyms.json"


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
    """The words that the search knows, read for use."""

    stop: re.Pattern[str]
    stop_english: frozenset[str]
    secondary: tuple[str, ...]
    groups: tuple[Group, ...]
    aliases: dict[str, tuple[str, ...]]
    english: dict[str, tuple[str, ...]]
    frame: re.Pattern[str]
    organs: re.Pattern[str]
    outside: re.Pattern[str]
    dialect: re.Pattern[str]
    rewrites: dict[str, str]
    verbs: frozenset[str]


def _squeezed(words: list[str]) -> tuple[str, ...]:
    return tuple(squeeze(word) for word in words)


def _plainly(
    words: Iterable[str], dialect: re.Pattern[str], rewrites: Mapping[str, str]
) -> tuple[str, ...]:
    """The words as typed and, where they hold dialect, as a question that holds them reads."""
    found = []
    for word in words:
        plain = dialect.sub(lambda hit: rewrites[hit.group()], word)
        found += [word, plain] if plain and plain != word else [word]
    return tuple(dict.fromkeys(found))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; without words nothing."""
    known = sorted({squeeze(word) for word in words}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, known)) or r"(?!)")


def read(path: Path) -> Lexicon:
    """Read a lexicon file; raises KeyError or ValueError when it is not one."""
    return of(json.loads(path.read_text(encoding="utf-8")))


def of(data: Mapping[str, Any]) -> Lexicon:
    """Build a lexicon from the contents of such a file; raises KeyError when it is not one.

    What is said is kept in the words that questions are brought to before they are looked up.
    """
    rewrites = {squeeze(said): squeeze(meant) for said, meant in data["rewrites"].items()}
    dialect = _any_of(rewrites)
    return Lexicon(
        stop=_any_of(data["stop"]),
        stop_english=frozenset(data["stop_english"]),
        secondary=_squeezed(data["secondary"]),
        groups=tuple(
            Group(
                _plainly(_squeezed(row["say"]), dialect, rewrites),
                _squeezed(row["mean"]),
                row.get("weak", False),
                _squeezed(row.get("only_with", [])),
            )
            for row in data["groups"]
        ),
        aliases={squeeze(name): _squeezed(words) for name, words in data["aliases"].items()},
        english={phrase: _squeezed(words) for phrase, words in data["english"].items()},
        frame=_any_of([*data["frame"], *data["secondary"]]),
        organs=_any_of(data["organs"]),
        outside=_any_of(data["outside"]),
        dialect=dialect,
        rewrites=rewrites,
        verbs=frozenset(data["verbs"]),
    )


@cache
def shipped() -> Lexicon:
    """The lexicon that ships with the portal."""
    return read(DATA)
