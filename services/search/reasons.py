# SPDX-License-Identifier: Apache-2.0
"""Why an entry was found, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.cover import Way

if TYPE_CHECKING:
    from services.search.cover import Cover
    from services.search.index import Index
    from services.search.query import Query


def _longest_shared(text: str, name: str) -> str:
    best = ""
    for start in range(len(text)):
        for stop in range(start + len(best) + 1, len(text) + 1):
            if text[start:stop] not in name:
                break
            best = text[start:stop]
    return best


def why_of(index: Index, key: int, query: Query, cover: Cover) -> str:
    shared = _longest_shared(query.text, index.plains[key])
    worth, needle = cover.why(key)
    if len(shared) > 1 and len(shared) >= worth:
        return _("名称里有“%(word)s”") % {"word": shared}
    if needle is None:
        return _("与“%(word)s”有关") % {"word": query.text}
    if needle.way is Way.HEARD:
        return _("读音相近：%(word)s") % {"word": needle.word}
    if needle.way is Way.MENDED:
        return _("字序相近：%(word)s") % {"word": needle.word}
    return _("您说的“%(word)s”") % {"word": needle.word}
