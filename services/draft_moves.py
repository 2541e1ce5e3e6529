# SPDX-License-Identifier: Apache-2.0
"""Reordering, adding and removing the rows of a draft's lists by plain buttons. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.draft_parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Sequence

_ASKED = re.compile(rf"(up|down|drop|add):({'|'.join(PARTS)}):(\d{{1,3}})")


@dataclass(frozen=True)
class Move:
    """What a button of a list asks for; ``at`` is the row's place on the page, from 0."""

    verb: str
    key: str
    at: int

    @classmethod
    def read(cls, act: str) -> Move | None:
        """Return what the pressed button asks for; None for every other button."""
        told = _ASKED.fullmatch(act)
        return cls(told[1], told[2], int(told[3])) if told else None

    def done(self, rows: Sequence[tuple[int, Any]]) -> tuple[list[tuple[int, Any]], int | None]:
        """Return the rows (place on the page, row) after the move, and where the row is now.

        What cannot be moved any further, and a row that is not there, changes nothing.
        """
        moved = list(rows)
        if self.verb == "add":
            return moved, len(moved)
        here = next((place for place, (at, _row) in enumerate(moved) if at == self.at), None)
        if here is None:
            return moved, None
        if self.verb == "drop":
            del moved[here]
            return moved, None
        there = here + (1 if self.verb == "down" else -1)
        if not 0 <= there < len(moved):
            return moved, here
        moved[here], moved[there] = moved[there], moved[here]
        return moved, there
