# SPDX-License-Identifier: Apache-2.0
"""The page on which a second person reviews a draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Refused
from portal.kernel.http.access import staff_only, user_of
from services import editor_queries as queries
from services import queries_desk
from services.actions.drafts import wrote
from services.actions.reviewing import approve, send_back
from services.drafting import DraftState
from services.items.history import in_full
from services.models.draft import Draft


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """What the draft changes, in words; approve it from a day or send it back with a reason."""
    found = get_object_or_404(queries_desk.drafts(), pk=pk)
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
    return render(request, "services/editor_review.html", context, status=status)


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
