# SPDX-License-Identifier: Apache-2.0
"""The full name of an organ, as it stands on papers that leave the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from portal.kernel.places.models import DivisionLevel

if TYPE_CHECKING:
    from portal.kernel.places.models import Organ

#: In the lists of a city, "the city's"; but 市场 is a word of its own.
CITY_SIGN = "市"
MARKET = "市场"


def full_name(organ: Organ) -> str:
    """Return the organ's name with the city's before it, where it is an organ of the city itself.

    Lists of the city call its own organs 市市场监督管理局; on paper it is 资阳市市场监督管理局.
    """
    name = organ.name
    if not name.startswith(CITY_SIGN) or organ.division.level != DivisionLevel.PREFECTURE:
        return name
    own = name if name.startswith(MARKET) else name.removeprefix(CITY_SIGN)
    return f"{settings.CITY_NAME}{own}"
