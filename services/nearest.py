# SPDX-License-Identifier: Apache-2.0
"""Which place is nearest to somebody's home, by the divisions' codes. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.places.above import is_inside, up_from

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.elsewhere import Place


def nearest(places: Iterable[Place], home: str) -> list[Place]:
    """Return the places for somebody who lives in a division, the best choice first.

    First the division itself, then what lies in it, then what it lies in, up to the city.
    """
    above = up_from(home)

    def distance(one: Place) -> tuple[int, str]:
        if one.division in above:
            return (2 * above.index(one.division), one.division)
        return (1, one.division)

    near = (one for one in places if one.division in above or is_inside(one.division, home))
    return sorted(near, key=distance)
