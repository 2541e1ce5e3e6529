# SPDX-License-Identifier: Apache-2.0
"""The pages of one draft: writing it, and the second person's review."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.access import Role, staff_only, user_of
from portal.kernel.errors import Invalid, Refused, Stale
from services import editor_queries as queries
from services.actions.drafts import findings_of, wrote
from services.actions.editing import discard, hand_in, save_draft
from services.actions.reviewing import approve, send_back
from services.draft_form import DraftPage
from services.drafting import DraftState
from services.models import Draft


def _page(
    request: HttpRequest, draft: Draft, page: DraftPage, *, error: Refused | None = None
) -> HttpResponse:
    findings = findings_of(draft)
    context: dict[str, Any] = {
        "draft": draft,
        "page": page,
        "problems": page.show(findings),
        "changes": queries.draft_changes(draft),
        "base_row": queries.base_row_of(draft),
        "error": error,
    }
    status = error.status if error else 200
    return render(request, "services/editor_draft.html", context, status=status)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft; it is kept right or wrong, and the page says what still bars it."""
    found = get_object_or_404(queries.drafts(), pk=pk)
    if found.state != DraftState.EDITING:
        return redirect("services:editor_review", pk=found.pk)
    if request.method == "GET":
        return _page(request, found, DraftPage(found.row))
    return _save(request, found)


def _save(request: HttpRequest, found: Draft) -> HttpResponse:
    user, at, act = user_of(request), clock.now(), request.POST.get("act", "save")
    if act == "discard":
        discard(draft=found, by=user, at=at)
        messages.success(request, _("草稿已放弃。"))
        return redirect("services:editor_desk")
    typed = DraftPage(found.row, data=request.POST).typed()
    try:
        seen = request.POST.get("seen", "")
        found = save_draft(draft=found, row=typed, seen=seen, by=user, at=at)
    except Stale as error:
        found.row = typed
        return _page(request, found, DraftPage(typed), error=error)
    if act == "hand_in":
        try:
            hand_in(draft=found, by=user, at=at)
        except Invalid:
            messages.error(request, _("已保存，还有几处要改才能提交审核。"))
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("已提交，等另一位事项管理员审核。"))
            return redirect("services:editor_desk")
    else:
        messages.success(request, _("已保存。"))
    return redirect("services:editor_draft", pk=found.pk)


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
    context = {
        "draft": found,
        "changes": queries.draft_changes(found),
        "record": queries.draft_record(found),
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
