# SPDX-License-Identifier: Apache-2.0
"""The page on which a second person reviews a draft."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid, PortalError, Refused
from portal.kernel.http import codes
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.numbers import key as asked_key
from services.drafts import queries
from services.drafts.editing import new_draft, open_draft, start_rename
from services.drafts.judging import wrote
from services.drafts.models import Draft
from services.drafts.publication import take_down
from services.drafts.review import approve, send_back
from services.drafts.states import DraftState
from services.items.history import TOLD, history, in_full, side_by_side
from services.items.models.item import Offering


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft changes, in words; approve it from a day or send it back with a reason."""
    found = get_object_or_404(queries.drafts(), pk=pk)
    error: Invalid | Refused | None = None
    if request.method == "POST":
        try:
            return _decide(request, found)
        except (Invalid, Refused) as refusal:
            error = refusal
    record = queries.draft_record(found)
    context = {
        "draft": found,
        "changes": queries.draft_changes(found),
        "contents": in_full(record) if record else [],
        "is_author": wrote(found, user_of(request)),
        "today": clock.today(),
        "error": error,
        "typed": request.POST,
    }
    status = error.status if error else 200
    return render(request, "services/drafts/editor_review.html", context, status=status)


def _decide(request: HttpRequest, found: Draft) -> HttpResponse:
    user, at = user_of(request), clock.now()
    if request.POST.get("act") == "send_back":
        send_back(draft=found, reason=request.POST.get("reason", ""), by=user, at=at)
        messages.success(request, _("已退回修改。"))
        return redirect("services:editor_desk")
    try:
        day = parse_date(request.POST.get("effective_on", ""))
    except ValueError:
        day = None
    if day is None:
        raise Invalid("wrong_date", _("请写明生效日期。"), "effective_on")
    done = approve(draft=found, effective_on=day, by=user, at=at)
    if done.state == DraftState.PUBLISHED:
        messages.success(request, _("已公布，公众现在看到的就是新版本。"))
    else:
        messages.success(request, _("审核通过，到生效日自动公布。"))
    return redirect("services:editor_desk")


# -- Approving several drafts at once from the desk --------------------------------------------


@staff_only(Role.EDITOR)
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the ticked or all listed drafts from today; each stands alone, and what is refused
    is said."""
    user, at, done = user_of(request), clock.now(), 0
    chosen = request.POST.getlist("listed" if "all" in request.POST else "draft")
    keys = [asked_key(one) for one in chosen][: queries.SHOWN]
    for draft in Draft.objects.filter(pk__in=keys):
        try:
            approve(draft=draft, effective_on=clock.today(), by=user, at=at)
            done += 1
        except PortalError as error:
            messages.error(request, f"{draft.code}：{error}")
    if done:
        text = ngettext("%(done)d 份指南已公布。", "%(done)d 份指南已公布。", done)
        messages.success(request, text % {"done": done})
    return redirect("services:editor_desk")


# -- The offerings from which an editor starts: finding one, its versions, its levels, its acts ---


PAGE = 30


@staff_only(Role.EDITOR)
@require_safe
def offerings(request: HttpRequest) -> HttpResponse:
    """Find an offering by name or code, whatever its state."""
    words = codes.code(request.GET, "q", most=80)
    page = Paginator(queries.offerings(words), PAGE).get_page(request.GET.get("page"))
    return render(request, "services/drafts/editor_offerings.html", {"page": page, "q": words})


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
    return render(
        request, "services/drafts/editor_offering.html", context, status=400 if error else 200
    )


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
