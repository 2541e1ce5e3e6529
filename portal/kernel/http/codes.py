# SPDX-License-Identifier: Apache-2.0
"""Codes, keys and words to look for, out of a request. Nothing of them is kept as anybody's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import QueryDict


def code(data: QueryDict, name: str, *, most: int) -> str:
    """Return what a request gives under a name, without margins, in at most so many letters.

    ``most`` is what the column or the input has room for. A longer one was forged and names
    nothing here, so that its end may be left out; what people wrote goes to ``kernel.wording``.
    """
    return data.get(name, "").strip()[0:most]
