# SPDX-License-Identifier: Apache-2.0
"""Where else an item is done, by level. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from services.items.standard_codes import level_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

#: The four levels by their codes in GB/T 39046-2020 A.2, the nearest to people first.
LEVELS: dict[str, StrOrPromise] = {
    "6": _("村（社区）"),
    "5": _("镇（乡、街道）"),
    "4": _("县（区）"),
    "3": _("市"),
}


@dataclass(frozen=True)
class Place:
    """One organ's offering of an item; ``days`` is its promise in working days."""

    code: str
    organ: str
    division: str
    level: str
    place: str
    days: int


@dataclass(frozen=True)
class Level:
    """The places of one level."""

    label: StrOrPromise
    places: Sequence[Place]


def places_of(rows: Iterable[Mapping[str, Any]]) -> list[Place]:
    """Return the places of the rows of `queries_elsewhere.elsewhere`."""
    return [Place(**{**row, "level": level_of(row["level"])}) for row in rows]


def by_level(places: Iterable[Place]) -> list[Level]:
    """Return the places by level, those nearest to people first."""
    found: dict[str, list[Place]] = {code: [] for code in LEVELS}
    for one in places:
        found.setdefault(one.level, []).append(one)
    return [Level(LEVELS[code], found[code]) for code in LEVELS if found[code]]
