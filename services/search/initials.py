# SPDX-License-Identifier: Apache-2.0
"""Questions by the first letters of the syllables. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.hits import adjusted

if TYPE_CHECKING:
    from services.search.hits import Found
    from services.search.index import Index
    from services.search.query import Query

MIN_INITIALS = 2
#: A word that people say, beside the name of an entry.
SAID = 0.93


def _fit(letters: str, asked: str) -> float:
    """A whole name or alias best, then its beginning, then a part."""
    if letters == asked:
        return 1.0
    if letters.startswith(asked):
        return 0.9 - 0.01 * min(20, len(letters) - len(asked))
    return 0.6 + 0.02 * min(len(asked), 8)


def _spelt(lines: str, asked: str) -> set[str]:
    """The lines that hold the letters; a line begins after a line break."""
    found, place = set(), lines.find(asked)
    while place >= 0:
        start = place if lines[place] == "\n" else lines.rfind("\n", 0, place)
        stop = lines.find("\n", start + 1)
        found.add(lines[start + 1 : stop])
        place = lines.find(asked, stop)
    return found


def by_initials(index: Index, query: Query) -> Found:
    """Entries whose first letters are, begin with or (from three on) hold what was typed."""
    asked = "".join(query.latin)
    if len(asked) < MIN_INITIALS:
        return {}
    spelt = _spelt(index.all_spelt, asked if len(asked) > MIN_INITIALS else f"\n{asked}")
    text = _("首字母 %(word)s") % {"word": asked}
    best: dict[int, float] = {}
    for letters in spelt:
        fit = _fit(letters, asked)
        for key, weight in index.spelt[letters].items():
            if fit * weight > best.get(key, 0.0):
                best[key] = fit * weight
    for word in index.speech.by_initials.get(asked, ()):
        for key, weight in index.triggers[word].items():
            if SAID * weight > best.get(key, 0.0):
                best[key] = SAID * weight
    return {key: (adjusted(index, key, score), text) for key, score in best.items()}
