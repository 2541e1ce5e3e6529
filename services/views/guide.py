# SPDX-License-Identifier: Apache-2.0
"""The guide of one item, its checklist and its filled forms."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from services import guided, queries, situations
from services.flow import flow_of
from services.guides import conditions_of, unsure_parts
from services.models import OfferingVersion
from services.outlook import limits_today
from services.regimes import regime_of
from services.samples import sample_of


def _version_or_404(code: str) -> OfferingVersion:
    version = queries.guide_version(code)
    if version is None:
        raise Http404
    return version


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """All that an applicant must know about one item, and by when it would be done."""
    version = _version_or_404(code)
    today = clock.today()
    materials = list(version.materials.all())
    context = {
        "version": version,
        "item": version.offering.item,
        "regime": regime_of(version),
        "main": [row for row in materials if row.is_main],
        "secondary": [row for row in materials if not row.is_main],
        "exclusions": queries.exclusions_of(version),
        "stages": flow_of(version),
        "limits": limits_today(version, today),
        "today": today,
        "unsure": unsure_parts(version),
        "conditions": conditions_of(version),
        "windows": queries.windows_for(version.organ),
        "question": situations.walk(situations.read(version.questions), {}).next,
        "mark": guided.MARK,
    }
    return render(request, "services/guide.html", context)


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
