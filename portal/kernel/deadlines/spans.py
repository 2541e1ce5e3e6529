# SPDX-License-Identifier: Apache-2.0
"""What a period is made of, as plain frozen values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.deadlines.words import Clock, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

BOTH = frozenset({Clock.STATUTORY, Clock.PROMISED})


@dataclass(frozen=True, slots=True)
class TermSpec:
    """A limit counted in a unit from a day, which itself is not counted (民法典 201).

    ``started_at`` is the stated moment and needed for hours only. ``rolls`` tells whether an
    end on a rest day moves to the next working day (民法典 203); it is off for validity and bans.
    ``relief`` are days added in an emergency, counted as those of an extension are.
    """

    limit: int
    unit: Unit
    started_on: date
    started_at: datetime | None = None
    rolls: bool = True
    relief: int = 0


@dataclass(frozen=True, slots=True)
class PauseSpan:
    """Days that do not count, both ends included; ``last_day`` None is an open pause.

    A span that stops nothing (a site visit) is known to the proof and ignored by the engine.
    """

    first_day: date
    last_day: date | None = None
    kind: str = ""
    planned_end: date | None = None
    stops: frozenset[Clock] = BOTH

    def covers(self, day: date) -> bool:
        """Tell whether the day lies in the pause."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class ExtensionSpan:
    """The one extension of a period, in days of the period's own unit.

    ``is_granted``: it was judged when it was decided, so what came later (a pause opened on the
    same day, a calendar that moved) takes nothing back.
    """

    days: int
    decided_on: date
    basis: str = ""
    is_granted: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Overlapping or touching pauses as one, in day numbers; ``last`` None is open."""

    first: int
    last: int | None
    look_at: date | None = None

    def covers(self, number: int) -> bool:
        """Tell whether the day lies in the block."""
        return self.first <= number and (self.last is None or number <= self.last)


def merged(pauses: Iterable[PauseSpan]) -> list[Block]:
    """Merge overlapping and touching pauses, in order; an open one swallows all later ones.

    ``look_at`` is the earliest planned end of the open pauses in the block.
    """
    blocks: list[Block] = []
    for pause in sorted(pauses, key=lambda span: span.first_day):
        first = pause.first_day.toordinal()
        last = None if pause.last_day is None else pause.last_day.toordinal()
        look = pause.planned_end if last is None else None
        top = blocks[-1] if blocks else None
        if top is None or (top.last is not None and first > top.last + 1):
            blocks.append(Block(first, last, look))
            continue
        end = None if top.last is None or last is None else max(top.last, last)
        looks = [day for day in (top.look_at, look) if day is not None]
        blocks[-1] = Block(top.first, end, min(looks, default=None))
    return blocks
