# SPDX-License-Identifier: Apache-2.0
"""The personal checklist of an item: questions one by one, then exactly what to bring."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services.guides.queries import guide_version
from services.situations import tree
from services.situations.asking import context_of


@require_safe
def situation(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the next question, or show the checklist of the situation described."""
    version = guide_version(code)
    if version is None or not version.questions:
        raise Http404
    context = context_of(version, tree.read(version.questions), request)
    status = 400 if context["walk"].unknown else 200
    return render(request, "services/guides/situation.html", context, status=status)
