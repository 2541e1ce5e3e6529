# SPDX-License-Identifier: Apache-2.0
"""The public history of a guide, and following it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.http.access import citizen_only, user_of
from services.drafts.queries import offerings
from services.items.following import subscribe, unsubscribe
from services.items.history import TOLD
from services.items.history import history as history_of
from services.items.models.item import Offering
from services.items.models.subscription import Subscription
from services.items.states import OfferingState


def _public_or_404(code: str) -> Offering:
    """Return an offering that was public once; drafts of new ones are nobody's business."""
    public = offerings("").exclude(state=OfferingState.DRAFT)
    return get_object_or_404(public, code=code)


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every version of a guide and what it changed, in words; also after it was taken down."""
    found = _public_or_404(code)
    context = {"offering": found, "history": history_of(found, most=TOLD)}
    return render(request, "services/history.html", context)


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
    return render(request, "services/follow.html", context)
