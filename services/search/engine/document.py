# SPDX-License-Identifier: Apache-2.0
"""What can be found, and its text as it is compared. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from services.text import squeeze

_REMARKS = re.compile(r"[(（][^()（）]*[)）]")
_SIGNS = re.compile(r"[\s·、，。,.《》“”\"'()（）+/\\：:;；!！?？-]+")


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """Something that can be found. ``kind`` is item, bundle or listed.

    ``facts`` is what a line about it says, for the page; it takes no part in the search.
    """

    kind: str
    code: str
    name: str
    organ: str = ""
    result: str = ""
    members: tuple[str, ...] = ()
    facts: Any = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A document with its score (0 to about 1.3) and the reason in words.

    ``others`` are the same item as other organs implement it.
    """

    document: SearchDocument
    score: float
    why: str
    others: tuple[SearchDocument, ...] = ()


def bare(squeezed: str) -> str:
    """A squeezed text without signs."""
    return _SIGNS.sub("", squeezed)


def plain(text: str) -> str:
    """A text as it is compared: one shape, without signs."""
    return bare(squeeze(text))


def core_of(squeezed: str) -> str:
    """A squeezed name without its remarks in brackets."""
    return bare(_REMARKS.sub("", squeezed)) or bare(squeezed)
