# SPDX-License-Identifier: Apache-2.0
"""The page of a life event."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from services.bundles.models import Bundle
from services.bundles.queries import bundle_members


@require_safe
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """One life event: its items in their stages, what can be shared, by when all is done."""
    found = get_object_or_404(Bundle, code=code)
    stages = bundle_members(found)
    names: dict[str, int] = {}
    for stage in stages:
        for _member, version in stage:
            for material in version.materials.all() if version else ():
                names[material.name] = names.get(material.name, 0) + 1
    context = {
        "bundle": found,
        "stages": stages,
        "material_count": len(names),
        "shared": [name for name, count in names.items() if count > 1],
    }
    return render(request, "services/bundles/bundle.html", context)
