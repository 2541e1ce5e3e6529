# SPDX-License-Identifier: Apache-2.0
"""Figures for Prometheus, for those who hold the token; for all others there is no such page."""

from __future__ import annotations

from secrets import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Raise Http404 without the right `Authorization: Bearer …`."""
    expected: str = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not expected or not compare_digest(given.encode(), expected.encode()):
        raise Http404
    response: HttpResponse = ExportToDjangoView(request)
    return response
