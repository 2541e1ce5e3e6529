# SPDX-License-Identifier: Apache-2.0
"""Which places of a question a document covers, and how well. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Cover:
    """How well each document covers each place of the question."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.docs: dict[int, list[float]] = {}
        self.why: dict[int, tuple[float, str]] = {}
        self.synonym: dict[int, float] = {}

    def add(self, posting: Mapping[int, float], span: Iterable[int], factor: float) -> None:
        places = tuple(span)
        for key, weight in posting.items():
            row = self.docs.get(key)
            if row is None:
                row = self.docs[key] = [0.0] * self.size
            value = weight * factor
            for place in places:
                if value > row[place]:
                    row[place] = value

    def explain(self, posting: Mapping[int, float], worth: float, text: str) -> None:
        for key, weight in posting.items():
            if worth * weight > self.why.get(key, (0.0, ""))[0]:
                self.why[key] = (worth * weight, text)
