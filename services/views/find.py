# SPDX-License-Identifier: Apache-2.0
"""The pages on which people find an item and learn what it takes."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from services.actions.search_words import count_zero_hit
from services.bundles.models import Bundle
from services.editors.frame import framed
from services.filter_bar import filter_fields
from services.forms import Filters
from services.items.queries import once_an_item, organs_with_items, published
from services.organ_groups import grouped
from services.search import live
from services.views.hit_lines import hit_rows

PAGE_SIZE = 24
HITS = 10
SUGGESTIONS = 6


def _results(request: HttpRequest, filters: Filters) -> HttpResponse:
    stamp = getattr(request, "catalogue_stamp", None)
    rows = hit_rows(live.find(filters.q, HITS, stamp))
    response = framed(
        request, "services/results.html", "services/hits.html", {"q": filters.q}, rows=rows
    )
    is_current = live.is_current(stamp)
    if not rows and is_current and request.method == "GET":
        count_zero_hit(typed=filters.q, at=clock.now())
    if not rows or not is_current:
        response["Cache-Control"] = "no-store"  # so that the next one counts, or is answered anew
    return response


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything that can be applied for, or what fits the words somebody typed."""
    filters = Filters.read(request.GET)
    if filters.q:
        return _results(request, filters)
    organs = list(organs_with_items())
    versions = filters.apply(published()).order_by("organ__code", "name", "pk")
    if not filters.organ:
        versions = once_an_item(versions)
    page = Paginator(versions, PAGE_SIZE).get_page(request.GET.get("page"))
    chosen = {key: value for key, value in vars(filters).items() if value}
    own, counties = grouped(organs)
    context = {
        "filters": filters,
        "fields": filter_fields(filters, organs),
        "organs": own,
        "counties": counties,
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
