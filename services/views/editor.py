# SPDX-License-Identifier: Apache-2.0
"""The editors' desk: what waits for whom, and starting a new item."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.access import Role, staff_only, user_of
from portal.kernel.asked import key as asked_key
from portal.kernel.errors import Invalid, PortalError
from services import editor_queries as queries
from services.actions.editing import new_draft
from services.actions.reviewing import approve
from services.models import Draft


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, for somebody else, for its day; and what was published last."""
    user = user_of(request)
    return render(request, "services/editor_desk.html", {**queries.desk_of(user)})


@staff_only(Role.EDITOR)
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Approve the ticked drafts from today; each stands alone, and what is refused is said."""
    user, at, done = user_of(request), clock.now(), 0
    keys = [asked_key(one) for one in request.POST.getlist("draft")][: queries.SHOWN]
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
    return render(request, "services/editor_new.html", context, status=400 if error else 200)
