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
    ``relief`` are days added in an emergency, counted as those of an extension are. ``told`` is
    the latest end that the applicant was told of in writing: no cause makes it earlier (行政许可法 8).
    """

    limit: int
    unit: Unit
    started_on: date
    started_at: datetime | None = None
    rolls: bool = True
    relief: int = 0
    told: date | None = None


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


# -- What the law itself says about special procedures, whatever a catalogue row claims. Pure ---


#: 行政许可法 45: a closed list of eight; their time is not counted in the limits.
ART_45 = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")


ART_45_CITATION = "行政许可法第四十五条"


#: A site visit is not in the list and stops neither the statutory nor the promised term.
SITE_VISITS = frozenset({"现场踏勘", "踏勘", "site_visit"})


CODES = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
    "site_visit": "现场踏勘",
}


def name_of(kind: str) -> str:
    """Return the Chinese name of a code; a name stays as it is."""
    return CODES.get(kind, kind)


def in_article_45(kind: str) -> bool:
    """Tell whether a kind is one of the eight, or names several of them (检验检测)."""
    rest = name_of(kind)
    for name in ART_45:
        rest = rest.replace(name, "")
    return bool(kind) and not rest.strip("、，和与及/ ")


def lawful_stops(kind: str) -> frozenset[Clock]:
    """Return which terms a kind may stop at most: none, the promised one, or both."""
    if kind in SITE_VISITS:
        return frozenset()
    if in_article_45(kind):
        return frozenset({Clock.STATUTORY, Clock.PROMISED})
    return frozenset({Clock.PROMISED})
