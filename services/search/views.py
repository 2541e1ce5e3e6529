# SPDX-License-Identifier: Apache-2.0
"""The pages on which people find an item, and the index of organs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.places.models import DivisionLevel
from services.bundles.models import Bundle
from services.editors.frame import framed
from services.items.codes import ApplicantKind, ItemType
from services.items.queries import once_an_item, organs_with_items, published
from services.search import live
from services.search.filters import Filters, filter_fields
from services.search.words import count_zero_hit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from portal.kernel.places.models import Division, Organ
    from services.search.engine.document import SearchHit
    from services.search.live import ItemFacts


# -- What a line about a hit says; the index knows it all, so no query is asked ----------------


#: So many other organs with the same item are named in a line; the rest is counted.
OTHERS = 5


#: Stands where the code will be; letters that no address changes.
_CODE = "CODE"


@lru_cache(maxsize=1)
def _around_code() -> tuple[str, str]:
    """The address of a guide before and after the code: worked out once, not once a line."""
    before, _code, after = reverse("services:guide", args=[_CODE]).partition(_CODE)
    return before, after


def _address(code: str) -> str:
    before, after = _around_code()
    return f"{before}{quote(code)}{after}"


@lru_cache(maxsize=4096)
def _said_of(facts: ItemFacts, _language: str) -> tuple[str, str]:
    """Who, how fast, where; and the type: what a line says below the name."""
    days = facts.promised_days
    limit = ngettext("%(days)d 个工作日", "%(days)d 个工作日", days) % {"days": days}
    said = [
        str(ApplicantKind(facts.applicant_kind).label),
        _("当场办结") if facts.is_immediate else limit,
        *([_("不用跑")] if facts.is_online else []),
    ]
    return " · ".join(said), str(ItemType(facts.item_type).label)


def hit_rows(hits: list[SearchHit]) -> list[dict[str, Any]]:
    """The hits with what a line about them says; the index knows it all."""
    language = get_language() or ""
    rows = []
    for hit in hits:
        row: dict[str, Any] = {"document": hit.document, "why": hit.why}
        if hit.document.kind == "item":
            row["said"], row["type"] = _said_of(hit.document.facts, language)
            row["url"] = _address(hit.document.code)
            row["others"] = [(_address(other.code), other.organ) for other in hit.others[:OTHERS]]
            row["more"] = max(0, len(hit.others) - OTHERS)
        rows.append(row)
    return rows


# -- The organs of the public index: the city's own first, the others by county ----------------


@dataclass
class County:
    """One county with the organs of its own and of its towns and villages."""

    name: str
    organs: list[Organ] = field(default_factory=list)


def grouped(organs: Sequence[Organ]) -> tuple[list[Organ], list[County]]:
    """Return the organs of the city, and the counties with theirs in the order given.

    The organs come with their divisions up to the county.
    """
    own: list[Organ] = []
    counties: dict[str, County] = {}
    for organ in organs:
        county = _county(organ.division)
        if county is None:
            own.append(organ)
        else:
            counties.setdefault(county.pk, County(county.name)).organs.append(organ)
    return own, [counties[code] for code in sorted(counties)]


def _county(division: Division | None) -> Division | None:
    while division is not None and division.level != DivisionLevel.COUNTY:
        division = division.parent
    return division


PAGE_SIZE = 24


HITS = 10


SUGGESTIONS = 6


def _results(request: HttpRequest, filters: Filters) -> HttpResponse:
    stamp = getattr(request, "catalogue_stamp", None)
    rows = hit_rows(live.find(filters.q, HITS, stamp))
    response = framed(
        request,
        "services/search/results.html",
        "services/search/hits.html",
        {"q": filters.q},
        rows=rows,
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
    return render(request, "services/search/index.html", context)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """The list under the search box while somebody types."""
    words = Filters.read(request.GET).q
    hits = live.suggest(words, SUGGESTIONS) if words else []
    response = render(request, "services/search/suggest.html", {"hits": hits, "q": words})
    response["Cache-Control"] = "private, max-age=60"
    return response
