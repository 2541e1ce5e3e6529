# SPDX-License-Identifier: Apache-2.0
"""The offerings from which an editor starts: finding one, its versions, its levels, its acts."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of
from services import editor_queries as queries
from services.actions.editing import new_draft, open_draft, start_rename
from services.actions.publication import take_down
from services.items.history import TOLD, history, side_by_side
from services.items.models.item import Offering

PAGE = 30


@staff_only(Role.EDITOR)
@require_safe
def offerings(request: HttpRequest) -> HttpResponse:
    """Find an offering by name or code, whatever its state."""
    words = request.GET.get("q", "").strip()[:80]
    page = Paginator(queries.offerings(words), PAGE).get_page(request.GET.get("page"))
    return render(request, "services/editor_offerings.html", {"page": page, "q": words})


def _offering_page(
    request: HttpRequest, offering: Offering, *, error: Invalid | None = None
) -> HttpResponse:
    context = {
        "offering": offering,
        "history": history(offering, most=TOLD),
        "levels": side_by_side(offering.item),
        "draft": queries.open_draft_of(offering.code),
        "is_first": offering.code == offering.item.code,
        "organs": queries.organs_without(offering.item),
        "error": error,
        "typed": request.POST,
    }
    return render(request, "services/editor_offering.html", context, status=400 if error else 200)


@staff_only(Role.EDITOR)
@require_safe
def offering(request: HttpRequest, code: str) -> HttpResponse:
    """One offering: its versions, the other levels beside it, and what can be done."""
    return _offering_page(request, get_object_or_404(queries.offerings(""), code=code))


@staff_only(Role.EDITOR)
@require_POST
def offering_act(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Open a draft, rename the item, let another organ implement it, or take the guide down."""
    user, at = user_of(request), clock.now()
    found = get_object_or_404(queries.offerings(""), code=code)
    try:
        if verb == "take_down":
            take_down(offering=found, reason=request.POST.get("reason", ""), by=user, at=at)
            messages.success(request, _("指南已下架，正在办的件不受影响。"))
            return HttpResponseRedirect(reverse("services:editor_offering", args=[code]))
        if verb == "rename":
            name = request.POST.get("name", "")
            draft = start_rename(offering=found, name=name, by=user, at=at)
        elif verb == "level":
            row = {
                "code": request.POST.get("code", ""),
                "item_code": found.item.code,
                "department": request.POST.get("department", ""),
            }
            draft = new_draft(row=row, by=user, at=at)
        else:
            draft = open_draft(offering=found, by=user, at=at)
    except Invalid as error:
        return _offering_page(request, found, error=error)
    return redirect("services:editor_draft", pk=draft.pk)
