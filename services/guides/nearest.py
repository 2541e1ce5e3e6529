# SPDX-License-Identifier: Apache-2.0
"""The places where an item is done: by level, nearest to somebody's home, with their windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.places.ancestors import is_inside, up_from
from portal.kernel.places.models import Division, Window
from services.items.standard_codes import level_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django_stubs_ext import StrOrPromise

    from portal.kernel.places.models import Organ


#: The four levels by their codes in GB/T 39046-2020 A.2, the nearest to people first.
LEVELS: dict[str, StrOrPromise] = {
    "6": _("村（社区）"),
    "5": _("镇（乡、街道）"),
    "4": _("县（区）"),
    "3": _("市"),
}


@dataclass(frozen=True)
class NearOffering:
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
    places: Sequence[NearOffering]


def places_of(rows: Iterable[Mapping[str, Any]]) -> list[NearOffering]:
    """Return the places of the rows of `queries_elsewhere.elsewhere`."""
    return [NearOffering(**{**row, "level": level_of(row["level"])}) for row in rows]


def by_level(places: Iterable[NearOffering]) -> list[Level]:
    """Return the places by level, those nearest to people first."""
    found: dict[str, list[NearOffering]] = {code: [] for code in LEVELS}
    for one in places:
        found.setdefault(one.level, []).append(one)
    return [Level(LEVELS[code], found[code]) for code in LEVELS if found[code]]


# -- Which place is nearest to somebody's home, by the divisions' codes. Pure ------------------


def nearest(places: Iterable[NearOffering], home: str) -> list[NearOffering]:
    """Return the places for somebody who lives in a division, the best choice first.

    First the division itself, then what lies in it, then what it lies in, up to the city.
    """
    above = up_from(home)

    def distance(one: NearOffering) -> tuple[int, str]:
        if one.division in above:
            return (2 * above.index(one.division), one.division)
        return (1, one.division)

    near = (one for one in places if one.division in above or is_inside(one.division, home))
    return sorted(near, key=distance)


# -- Windows and the places where people live --------------------------------------------------


def windows_for(organ: Organ) -> list[Window]:
    """Return the windows that take the organ's items: its own and the comprehensive ones.

    For the city's organs these are the comprehensive ones of every centre, for those of a
    county, town or village only the ones of their own place.
    """
    shared = Q(organs=None)
    if len(up_from(organ.division_id)) > 1:
        shared &= Q(centre__division=organ.division_id)
    return list(
        Window.objects.filter(Q(organs=organ) | shared)
        .select_related("centre")
        .distinct()
        .order_by("centre__code", "number")
    )


def homes(division: str) -> list[Division]:
    """Return where people of the city around a division live: counties, each before its towns."""
    levels = ("county", "street", "town", "township")
    found = Division.objects.filter(code__startswith=division[:4], level__in=levels)
    return list(found.order_by("code"))
