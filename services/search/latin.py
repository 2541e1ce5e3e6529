# SPDX-License-Identifier: Apache-2.0
"""Questions in Latin letters. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.english import by_english
from services.search.hits import hit_of
from services.search.initials import by_initials
from services.search.pinyin import by_pinyin

if TYPE_CHECKING:
    from services.search.document import Hit
    from services.search.index import Index
    from services.search.query import Query


def search_latin(index: Index, query: Query) -> list[Hit]:
    """English first, then pinyin, then first letters; the first that finds anything answers."""
    trigger = index.triggers.get(query.text)
    if trigger:
        text = _("您说的“%(word)s”") % {"word": query.text}
        return [hit_of(index, key, weight, text) for key, weight in trigger.items()]
    for way in (by_english, by_pinyin, by_initials):
        if hits := way(index, query):
            return hits
    return []
