# SPDX-License-Identifier: Apache-2.0
"""Questions that are the code of an item, or its beginning. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import takewhile
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from services.search.document import plain

if TYPE_CHECKING:
    from services.search.index import Index

#: Eight signs with five digits in a row, or a code that a city gave itself.
_CODE = re.compile(r"(?=.{8,})(?=.*[0-9]{5})[0-9a-z]+|local[0-9]{3}")
#: Entries shown of a code that is cut short; a number so long is said of nothing.
MOST, LONG_NUMBER = 100, 3


def by_code(index: Index, text: str) -> list[tuple[int, str]]:
    """Return the entries whose code begins so, each with the reason; nothing for other words."""
    if not _CODE.fullmatch(text):
        return []
    why = _("事项编码 %(word)s") % {"word": text.upper()}
    start = bisect_left(index.codes, (text, 0))
    matching = takewhile(lambda one: one[0].startswith(text), index.codes[start : start + MOST])
    return [(key, why) for key in dict.fromkeys(key for _code, key in matching)]


def is_number(index: Index, text: str) -> bool:
    """Whether a question is only a number or a code, and nobody says it of anything."""
    is_long = text.isdigit() and len(text) >= LONG_NUMBER
    return (is_long or bool(_CODE.fullmatch(text))) and text not in index.triggers


def codes_of(index: Index) -> list[tuple[str, int]]:
    """Every code with the place of its entry, in order."""
    return sorted(
        (plain(one.code), key)
        for key, document in enumerate(index.documents)
        for one in (document, *index.same.get(key, ()))
    )
