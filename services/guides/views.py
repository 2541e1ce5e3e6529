# SPDX-License-Identifier: Apache-2.0
"""The guide of one item: page, nearest place, sheet for the counter, history, following."""

from __future__ import annotations

from http import HTTPStatus
from itertools import groupby
from typing import TYPE_CHECKING

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.http.access import citizen_only, user_of
from services.drafts.queries import offerings
from services.editors.frame import framed
from services.guides import nearest
from services.guides.flow import flow_of
from services.guides.nearest import NearOffering, by_level, places_of
from services.guides.nearest import nearest as guides_nearest
from services.guides.outlook import conditions_of, limits_today, sample_of, unsure_parts
from services.guides.queries import guide_version
from services.items.following import subscribe, unsubscribe
from services.items.history import TOLD
from services.items.history import history as history_of
from services.items.models.item import Offering
from services.items.models.subscription import Subscription
from services.items.models.version import OfferingVersion
from services.items.queries import current_version, exclusions_of
from services.items.regimes import regime_of
from services.items.states import OfferingState
from services.situations import asking, tree

if TYPE_CHECKING:
    pass


# -- Where an item is done nearest to somebody's home ------------------------------------------


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
    homes = nearest.homes(version.organ.division_id)
    home = next((one for one in homes if one.code == request.GET.get("home")), None)
    places: list[NearOffering] = places_of([_own(version), *version.elsewhere])
    context = {
        "version": version,
        "homes": [list(rows) for _county, rows in groupby(homes, lambda one: one.code[:COUNTY])],
        "home": home,
        "near": guides_nearest(places, home.code) if home else [],
        "levels": by_level(places),
    }
    return render(request, "services/guides/nearest.html", context)


# -- The sheet that stands on the counter: the item's name and a QR code that opens its guide ---


@require_safe
def counter_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One page to print and put on the counter."""
    version = current_version(code)
    if version is None:
        raise Http404
    address = request.build_absolute_uri(reverse("services:guide", args=[code]))
    context = {
        "version": version,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=8, border=2),
        "today": clock.today(),
    }
    return render(request, "services/guides/counter_sheet.html", context)


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
        "exclusions": exclusions_of(version, clock.today()),
        "stages": flow_of(version),
        "limits": limits,
        "today": today,
        "unsure": unsure_parts(version),
        "conditions": conditions_of(version),
        "windows": nearest.windows_for(version.organ),
        "elsewhere": by_level(places_of(version.elsewhere)),
        "question": tree.walk(tree.read(version.questions), {}).next,
        "mark": asking.MARK,
    }
    return framed(
        request,
        "services/guides/guide.html",
        "services/guides/guide_body.html",
        {"name": version.name},
        **context,
    )


def _withdrawn(request: HttpRequest, code: str) -> HttpResponse:
    """Say why a guide is gone, also to whoever comes by an old link or a printed code."""
    gone = Offering.objects.filter(state=OfferingState.WITHDRAWN).select_related("item", "organ")
    context = {"offering": get_object_or_404(gone, code=code)}
    return render(request, "services/guides/withdrawn.html", context, status=HTTPStatus.GONE)


@require_safe
def checklist(request: HttpRequest, code: str) -> HttpResponse:
    """What to bring, on one sheet of paper."""
    version = _version_or_404(code)
    context = {"version": version, "materials": version.materials.all(), "today": clock.today()}
    return render(request, "services/guides/checklist.html", context)


@require_safe
def sample(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """One form of the item, filled in as an example."""
    version = _version_or_404(code)
    found = [row for row in version.materials.all() if row.position == position and row.has_sample]
    if not found:
        raise Http404
    context = {"version": version, "material": found[0], "lines": sample_of(version, found[0])}
    return render(request, "services/guides/sample.html", context)


# -- The public history of a guide, and following it -------------------------------------------


def _public_or_404(code: str) -> Offering:
    """Return an offering that was public once; drafts of new ones are nobody's business."""
    public = offerings("").exclude(state=OfferingState.DRAFT)
    return get_object_or_404(public, code=code)


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every version of a guide and what it changed, in words; also after it was taken down."""
    found = _public_or_404(code)
    context = {"offering": found, "history": history_of(found, most=TOLD)}
    return render(request, "services/items/history.html", context)


@citizen_only
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Ask to be told of changes, or no longer."""
    found, user = _public_or_404(code), user_of(request)
    if request.method == "POST":
        if request.POST.get("act") == "stop":
            unsubscribe(offering=found, by=user, at=clock.now())
            messages.success(request, _("不再提醒。"))
        else:
            subscribe(offering=found, by=user, at=clock.now())
            messages.success(request, _("已记下，有改动时会告诉您。"))
        return redirect("services:follow", code=code)
    is_followed = Subscription.objects.filter(user=user, offering=found).exists()
    context = {"offering": found, "is_followed": is_followed}
    return render(request, "services/guides/follow.html", context)
