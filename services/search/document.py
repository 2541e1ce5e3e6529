# SPDX-License-Identifier: Apache-2.0
"""What can be found, and its text as it is compared. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.text import squeeze

_REMARKS = re.compile(r"[(（][^()（）]*[)）]")
_SIGNS = re.compile(r"[\s·、，。,.《》“”\"'()（）+/\\：:;；!！?？-]+")


@dataclass(frozen=True)
class Document:
    """Something that can be found. ``kind`` is item, bundle or listed."""

    kind: str
    code: str
    name: str
    organ: str = ""
    result: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A document with its score (0 to about 1.3) and the reason in words."""

    document: Document
    score: float
    why: str


def plain(text: str) -> str:
    """A text as it is compared: one shape, without signs."""
    return _SIGNS.sub("", squeeze(text))


def core(text: str) -> str:
    """A name without its remarks in brackets."""
    return plain(_REMARKS.sub("", squeeze(text))) or plain(text)
