# SPDX-License-Identifier: Apache-2.0
"""The editors' desk, and the page on which a draft is written."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.errors import Invalid, Refused, Stale
from portal.kernel.http.access import staff_only, user_of
from services.drafts import queries
from services.drafts.editing import discard, hand_in, new_draft, save_draft
from services.drafts.judging import findings_of
from services.drafts.models import Draft
from services.drafts.page import DraftPage, Move, differing
from services.drafts.states import DraftState
from services.items.rules.findings import RuleProblem


def _page(
    request: HttpRequest,
    draft: Draft,
    *,
    more: str = "",
    error: Refused | Invalid | None = None,
    stored: dict[str, Any] | None = None,
) -> HttpResponse:
    page = DraftPage(draft.row, is_new=draft.offering_id is None, more=more)
    findings = findings_of(draft)
    if isinstance(error, Invalid):
        findings += [RuleProblem(one.field, one.code, str(one.message)) for one in error.problems]
    context: dict[str, Any] = {
        "draft": draft,
        "page": page,
        "problems": page.show(findings),
        "changes": queries.draft_changes(draft),
        "base_row": queries.base_row_of(draft),
        "error": error,
        "differing": differing(page, stored) if stored is not None else [],
    }
    status = error.status if error else 200
    return render(request, "services/drafts/editor_draft.html", context, status=status)


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft; it is kept right or wrong, and the page says what still bars it."""
    found = get_object_or_404(queries.drafts(), pk=pk)
    if found.state != DraftState.EDITING:
        return redirect("services:editor_review", pk=found.pk)
    if request.method == "GET":
        return _page(request, found, more=request.GET.get("more", ""))
    return _save(request, found)


def _save(request: HttpRequest, found: Draft) -> HttpResponse:
    user, at, act = user_of(request), clock.now(), request.POST.get("act", "save")
    if act == "discard":
        discard(draft=found, by=user, at=at)
        messages.success(request, _("草稿已放弃。"))
        return redirect("services:editor_desk")
    page = DraftPage(found.row, data=request.POST, is_new=found.offering_id is None)
    move = Move.read(act)
    typed, place = page.after(move)
    if act == "share":
        typed = {key: value for key, value in typed.items() if key not in page.shared}
    try:
        seen = request.POST.get("seen", "")
        found = save_draft(draft=found, row=typed, seen=seen, by=user, at=at)
    except (Stale, Invalid) as error:
        stored, found.row = found.row, typed
        return _page(request, found, error=error, stored=stored)
    if act == "hand_in":
        return _hand_in(request, found)
    address = reverse("services:editor_draft", args=[found.pk])
    if move is None:
        messages.success(request, _("已保存。"))
        return redirect(f"{address}#main")
    more = f"?more={move.key}" if move.verb == "add" else ""
    row = "" if place is None else f"-{place}"
    return redirect(f"{address}{more}#{move.key}{row}")


def _hand_in(request: HttpRequest, found: Draft) -> HttpResponse:
    try:
        hand_in(draft=found, by=user_of(request), at=clock.now())
    except Invalid:
        messages.error(request, _("已保存，还有几处要改才能提交审核。"))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("已提交，等另一位事项管理员审核。"))
        return redirect("services:editor_desk")
    return redirect(f"{reverse('services:editor_draft', args=[found.pk])}#main")


# -- The editors' desk: what waits for whom, and starting a new item ---------------------------


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, for somebody else, for its day; and what was published last."""
    user = user_of(request)
    return render(request, "services/drafts/editor_desk.html", {**queries.desk_of(user)})


@staff_only(Role.EDITOR)
def new_item(request: HttpRequest) -> HttpResponse:
    """Start the draft of an item that nobody offers yet."""
    error = None
    if request.method == "POST":
        row = {
            "code": request.POST.get("code", ""),
            "name": request.POST.get("name", ""),
            "local_code": request.POST.get("code", "").startswith("LOCAL-"),
            "provenance": "memory",
            "found_fields": [],
            "special_procedures": [],
            "statutory_days": None,
        }
        try:
            draft = new_draft(row=row, by=user_of(request), at=clock.now())
            return redirect("services:editor_draft", pk=draft.pk)
        except Invalid as refusal:
            error = refusal
    context = {"error": error, "typed": request.POST}
    return render(request, "services/drafts/editor_new.html", context, status=400 if error else 200)
