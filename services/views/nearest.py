# SPDX-License-Identifier: Apache-2.0
"""Where an item is done nearest to somebody's home."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services import queries_places
from services.elsewhere import Place, by_level, places_of
from services.items.queries import guide_version
from services.nearest import nearest

if TYPE_CHECKING:
    from services.items.models.version import OfferingVersion

#: Digits of a county's code; towns and streets have three more.
COUNTY = 6


def _own(version: OfferingVersion) -> dict[str, str | int]:
    organ = version.organ
    return {
        "code": version.offering.code,
        "organ": organ.name,
        "division": organ.division_id,
        "level": organ.division.level,
        "place": version.place,
        "days": version.promised_days,
    }


@require_safe
def nearest_place(request: HttpRequest, code: str) -> HttpResponse:
    """Every place where the item is done, the nearest to a chosen home on top."""
    version = guide_version(code)
    if version is None:
        raise Http404
    homes = queries_places.homes(version.organ.division_id)
    home = next((one for one in homes if one.code == request.GET.get("home")), None)
    places: list[Place] = places_of([_own(version), *version.elsewhere])
    context = {
        "version": version,
        "homes": [list(rows) for _county, rows in groupby(homes, lambda one: one.code[:COUNTY])],
        "home": home,
        "near": nearest(places, home.code) if home else [],
        "levels": by_level(places),
    }
    return render(request, "services/nearest.html", context)
