# SPDX-License-Identifier: Apache-2.0
"""Windows and the places where people live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.kernel.places.above import up_from
from portal.kernel.places.models import Division, Window

if TYPE_CHECKING:
    from portal.kernel.places.models import Organ


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
