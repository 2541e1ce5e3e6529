# SPDX-License-Identifier: Apache-2.0
"""The pages on which people find an item and learn what it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services import queries
from services.filter_bar import filter_fields
from services.forms import Filters
from services.models import Bundle
from services.search import live

if TYPE_CHECKING:
    from typing import Any

    from services.search.document import Hit

PAGE_SIZE = 24
HITS = 20
SUGGESTIONS = 6


def _hit_rows(hits: list[Hit]) -> list[dict[str, Any]]:
    """The hits with what a line about them says (one query)."""
    codes = [hit.document.code for hit in hits if hit.document.kind == "item"]
    versions = {
        version.offering.code: version
        for version in queries.published().filter(offering__code__in=codes)
    }
    return [
        {"hit": hit, "document": hit.document, "version": versions.get(hit.document.code)}
        for hit in hits
    ]


def _results(request: HttpRequest, filters: Filters) -> HttpResponse:
    context = {"filters": filters, "q": filters.q, "rows": _hit_rows(live.find(filters.q, HITS))}
    return render(request, "services/results.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that can be applied for, or what fits the words somebody typed."""
    filters = Filters.read(request.GET)
    if filters.q:
        return _results(request, filters)
    organs = list(queries.organs_with_items())
    versions = filters.apply(queries.published()).order_by("organ__code", "name", "pk")
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    chosen = {key: value for key, value in vars(filters).items() if value}
    context = {
        "filters": filters,
        "fields": filter_fields(filters, organs),
        "organs": organs,
        "page": page,
        "query": urlencode(chosen),
        "bundles": list(Bundle.objects.all()) if not filters.chosen else [],
    }
    return render(request, "services/index.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search box while somebody types."""
    words = Filters.read(request.GET).q
    hits = live.suggest(words, SUGGESTIONS) if words else []
    response = render(request, "services/suggest.html", {"hits": hits, "q": words})
    response["Cache-Control"] = "private, max-age=60"
    return response
