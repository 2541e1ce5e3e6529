# SPDX-License-Identifier: Apache-2.0
"""The lexicon in force: the words that editors keep in the database, the rest as shipped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.models.search_word import SearchWord, WordKind
from services.search import lexicon

if TYPE_CHECKING:
    from services.search.lexicon import Lexicon


def shipped() -> dict[str, Any]:
    """Return the shipped file as it is."""
    found: dict[str, Any] = json.loads(lexicon.DATA.read_text(encoding="utf-8"))
    return found


def current() -> Lexicon:
    """Return the lexicon that search uses now.

    Until the shipped words are loaded into the database they count as they are, with the
    editors' own beside them; afterwards only what the database has switched on.
    """
    rows = list(SearchWord.objects.all())
    data = shipped()
    if any(row.is_shipped for row in rows):
        data = {**data, "groups": [], "aliases": {}, "english": {}}
    elif not rows:
        return lexicon.shipped()
    for row in rows:
        if row.is_on:
            _add(data, row)
    return lexicon.of(data)


def _add(data: dict[str, Any], row: SearchWord) -> None:
    if row.kind == WordKind.GROUP:
        data["groups"].append(
            {"say": row.say, "mean": row.mean, "weak": row.is_weak, "only_with": row.only_with}
        )
        return
    words = data["aliases" if row.kind == WordKind.ALIAS else "english"]
    for said in row.say:
        words[said] = [*words.get(said, []), *row.mean]
