# SPDX-License-Identifier: Apache-2.0
"""Questions by the first letters of the syllables. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.hits import hit_of

if TYPE_CHECKING:
    from services.search.document import Hit
    from services.search.index import Index
    from services.search.query import Query

MIN_INITIALS = 2


def by_initials(index: Index, query: Query) -> list[Hit]:
    """Hits for first letters: a whole name or alias best, then its beginning, then a part."""
    asked = "".join(query.latin)
    if len(asked) < MIN_INITIALS:
        return []
    hits = []
    text = _("首字母 %(word)s") % {"word": asked}
    for key, shorts in enumerate(index.initial_lists):
        best = 0.0
        for letters, weight in shorts:
            if letters == asked:
                best = max(best, weight)
            elif letters.startswith(asked):
                best = max(best, weight * (0.9 - 0.01 * min(20, len(letters) - len(asked))))
            elif len(asked) > 2 and asked in letters:
                best = max(best, weight * (0.6 + 0.02 * min(len(asked), 8)))
        if best:
            hits.append(hit_of(index, key, best, text))
    return hits
