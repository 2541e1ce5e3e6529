# SPDX-License-Identifier: Apache-2.0
"""Which papers there are; each app registers its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class DocumentKind:
    """A sort of paper: code, title, template, the word in its number, signed and with QR or not.

    ``citation`` is the article that asks for the paper.
    """

    code: str
    title: StrOrPromise
    template: str
    prefix: str
    signed: bool = False
    qr: bool = False
    citation: str = ""


_kinds: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> None:
    """Add a sort of paper; raises ValueError when its code is taken."""
    if kind.code in _kinds:
        raise ValueError(f"document kind {kind.code} registered twice")
    _kinds[kind.code] = kind


def kind_of(code: str) -> DocumentKind:
    """Return the sort of paper; raises KeyError for an unknown code."""
    return _kinds[code]


def kinds() -> list[DocumentKind]:
    """Return all sorts of paper by code."""
    return [_kinds[code] for code in sorted(_kinds)]
