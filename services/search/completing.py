# SPDX-License-Identifier: Apache-2.0
"""What somebody may be about to type. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.search.document import plain

if TYPE_CHECKING:
    from services.search.index import Index

COMPLETIONS = 3


def completions(index: Index, typed: str) -> list[str]:
    """Return a few known words that begin with what was typed so far, the shortest first."""
    text = plain(typed)
    if not text:
        return []
    return sorted(
        (word for word in index.triggers if word.startswith(text) and word != text), key=len
    )[:COMPLETIONS]
