# SPDX-License-Identifier: Apache-2.0
"""The personal checklist of an item: questions one by one, then exactly what to bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from services.guides.queries import guide_version
from services.situations import asking as situations_asking
from services.situations import tree as situations_tree

if TYPE_CHECKING:
    from services.items.models.version import OfferingVersion
    from services.situations.tree import Tree


def asking(version: OfferingVersion, tree: Tree, request: HttpRequest) -> dict[str, Any]:
    """Return what a page of the questions shows for the answers in the address."""
    walk = situations_tree.walk(tree, situations_asking.given_in(request.GET))
    answered = situations_asking.answered(walk)
    materials = list(version.materials.all())
    return {
        "version": version,
        "walk": walk,
        "answered": answered,
        "question": walk.next,
        "mark": situations_asking.MARK,
        "checklist": situations_asking.checklist(tree, walk, materials)
        if walk.is_complete
        else None,
        "materials": materials,
        "query": urlencode({one.name: one.value for one in answered}),
        "today": clock.today(),
    }


@require_safe
def situation(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the next question, or show the checklist of the situation described."""
    version = guide_version(code)
    if version is None or not version.questions:
        raise Http404
    context = asking(version, situations_tree.read(version.questions), request)
    status = 400 if context["walk"].unknown else 200
    return render(request, "services/situation.html", context, status=status)
