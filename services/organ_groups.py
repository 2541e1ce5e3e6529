# SPDX-License-Identifier: Apache-2.0
"""The organs of the public index: the city's own first, the others by county."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.kernel.places.models import DivisionLevel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.places.models import Division, Organ


@dataclass
class County:
    """One county with the organs of its own and of its towns and villages."""

    name: str
    organs: list[Organ] = field(default_factory=list)


def grouped(organs: Sequence[Organ]) -> tuple[list[Organ], list[County]]:
    """Return the organs of the city, and the counties with theirs in the order given.

    The organs come with their divisions up to the county.
    """
    own: list[Organ] = []
    counties: dict[str, County] = {}
    for organ in organs:
        county = _county(organ.division)
        if county is None:
            own.append(organ)
        else:
            counties.setdefault(county.pk, County(county.name)).organs.append(organ)
    return own, [counties[code] for code in sorted(counties)]


def _county(division: Division | None) -> Division | None:
    while division is not None and division.level != DivisionLevel.COUNTY:
        division = division.parent
    return division
