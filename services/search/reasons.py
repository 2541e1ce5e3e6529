# SPDX-License-Identifier: Apache-2.0
"""Why an entry was found, in words. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

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
    worth, text = cover.why(key)
    if len(shared) > 1 and len(shared) >= worth:
        return _("名称里有“%(word)s”") % {"word": shared}
    return text or _("与“%(word)s”有关") % {"word": query.text}
