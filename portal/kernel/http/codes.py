# SPDX-License-Identifier: Apache-2.0
"""Codes, keys and words to look for, out of a request. Nothing of them is kept as anybody's words.

People copy them from papers and messages: in full width, without hyphens, with the label before.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import QueryDict

_DASHES = re.compile(r"[‐-―−－]")


def code(data: QueryDict, name: str, *, most: int) -> str:
    """Return what a request gives under a name, without margins, in at most so many letters.

    ``most`` is what the column or the input has room for. A longer one was forged and names
    nothing here, so that its end may be left out; what people wrote goes to ``kernel.wording``.
    """
    return data.get(name, "").strip()[0:most]


def plain(typed: str) -> str:
    """Return what was typed or pasted in half-width signs, without those that nobody sees."""
    wide = unicodedata.normalize("NFKC", _DASHES.sub("-", typed))
    seen = (
        " " if sign.isspace() else sign
        for sign in wide
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return "".join(seen).strip()


def number_in(typed: str, shape: re.Pattern[str]) -> str:
    """Return the number that was typed, its groups joined by hyphens; else what was typed, plain.

    ``shape`` has one group for each part of the number, and lets hyphens and blanks between them
    be there or not. Words pasted along are left out.
    """
    found = shape.search(plain(typed).upper())
    return "-".join(found.groups()) if found else plain(typed)


def secret_in(typed: str) -> str:
    """Return a code printed on a receipt as it was given out: capital letters and digits alone."""
    return re.sub(r"[^0-9A-Z]", "", plain(typed).upper())
