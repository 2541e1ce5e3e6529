# SPDX-License-Identifier: Apache-2.0
"""Questions in Latin letters. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.english import by_english, by_misspelt
from services.search.hits import adjusted
from services.search.initials import by_initials
from services.search.pinyin import by_pinyin

if TYPE_CHECKING:
    from services.search.hits import Found
    from services.search.index import Index
    from services.search.query import Query


def search_latin(index: Index, query: Query) -> Found:
    """English first, then pinyin, misspelt English, first letters; the first to find answers."""
    trigger = index.triggers.get(query.text)
    if trigger:
        text = _("您说的“%(word)s”") % {"word": query.text}
        return {key: (adjusted(index, key, weight), text) for key, weight in trigger.items()}
    for way in (by_english, by_pinyin, by_misspelt, by_initials):
        if found := way(index, query):
            return found
    return {}
