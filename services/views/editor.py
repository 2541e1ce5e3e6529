# SPDX-License-Identifier: Apache-2.0
"""The editors' desk: what waits for whom, and starting a new item."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of
from services import queries_desk
from services.actions.editing import new_draft


@staff_only(Role.EDITOR)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for me, for somebody else, for its day; and what was published last."""
    user = user_of(request)
    return render(request, "services/editor_desk.html", {**queries_desk.desk_of(user)})


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
