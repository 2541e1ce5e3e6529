# SPDX-License-Identifier: Apache-2.0
"""The guide of one item, its checklist and its filled forms."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from services import queries_places
from services.editors.frame import framed
from services.elsewhere import by_level, places_of
from services.flow import flow_of
from services.guides import conditions_of, unsure_parts
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion
from services.items.queries import exclusions_of, guide_version
from services.items.regimes import regime_of
from services.items.states import OfferingState
from services.outlook import limits_today
from services.samples import sample_of
from services.situations import asking, tree
from services.views.limit_parts import limit_part


def _version_or_404(code: str) -> OfferingVersion:
    version = guide_version(code)
    if version is None:
        raise Http404
    return version


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """All that an applicant must know about one item, and by when it would be done."""
    version = guide_version(code)
    if version is None:
        return _withdrawn(request, code)
    today = clock.today()
    materials = list(version.materials.all())
    limits = limits_today(version, today)
    context = {
        "version": version,
        "item": version.offering.item,
        "regime": regime_of(version),
        "main": [row for row in materials if row.is_main],
        "secondary": [row for row in materials if not row.is_main],
        "exclusions": exclusions_of(version),
        "stages": flow_of(version),
        "limits": limits,
        "limit_parts": [(limit, limit_part(limit, today)) for limit in limits],
        "today": today,
        "unsure": unsure_parts(version),
        "conditions": conditions_of(version),
        "windows": queries_places.windows_for(version.organ),
        "elsewhere": by_level(places_of(version.elsewhere)),
        "question": tree.walk(tree.read(version.questions), {}).next,
        "mark": asking.MARK,
    }
    return framed(
        request,
        "services/guide.html",
        "services/guide_body.html",
        {"name": version.name},
        **context,
    )


def _withdrawn(request: HttpRequest, code: str) -> HttpResponse:
    """Say why a guide is gone, also to whoever comes by an old link or a printed code."""
    gone = Offering.objects.filter(state=OfferingState.WITHDRAWN).select_related("item", "organ")
    context = {"offering": get_object_or_404(gone, code=code)}
    return render(request, "services/withdrawn.html", context, status=HTTPStatus.GONE)


@require_safe
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    """What to bring, on one sheet of paper."""
    version = _version_or_404(code)
    context = {"version": version, "materials": version.materials.all(), "today": clock.today()}
    return render(request, "services/checklist.html", context)


@require_safe
def sample(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """One form of the item, filled in as an example."""
    version = _version_or_404(code)
    found = [row for row in version.materials.all() if row.position == position and row.has_sample]
    if not found:
        raise Http404
    context = {"version": version, "material": found[0], "lines": sample_of(version, found[0])}
    return render(request, "services/sample.html", context)
