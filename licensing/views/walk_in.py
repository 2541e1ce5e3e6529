# SPDX-License-Identifier: Apache-2.0
"""Entering the file of somebody who stands at the window."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from licensing.actions.submit import receive_at_counter
from licensing.forms import WalkInForm
from licensing.models import Case
from portal.kernel import asked, clock
from portal.kernel.access import Role, staff_of, staff_only, user_of
from portal.kernel.accounts.actions import (
    ensure_enterprise,
    ensure_person,
)
from portal.kernel.errors import Invalid
from portal.kernel.places.models import Window
from services.queries import current_version, published_versions

if TYPE_CHECKING:
    from portal.kernel.accounts.models import Party
    from services.models import OfferingVersion

PAGE = 30


def _party(data: dict[str, Any]) -> Party:
    if data["kind"] == "enterprise":
        return ensure_enterprise(name=data["name"], uscc=data["number"], phone=data["phone"])
    return ensure_person(name=data["name"], id_number=data["number"], phone=data["phone"])


def _present(request: HttpRequest) -> set[int]:
    return {asked.key(one) for one in request.POST.getlist("present")} - {0}


def _agent(data: dict[str, Any]) -> Party | None:
    if not data["agent_name"]:
        return None
    return ensure_person(
        name=data["agent_name"], id_number=data["agent_id_number"], phone=data["phone"]
    )


@staff_only(Role.CLERK)
@require_safe
def choose_item(request: HttpRequest) -> HttpResponse:
    """Choose the item for a walk-in."""
    words = request.GET.get("q", "").strip()
    versions = published_versions(words)[:PAGE]
    return render(request, "licensing/counter_items.html", {"versions": versions, "words": words})


@staff_only(Role.CLERK)
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the file of somebody who stands at the window."""
    version = current_version(code)
    if version is None:
        raise Http404
    form = WalkInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = _receive(request, version, form.cleaned_data)
        except Invalid as error:
            for problem in error.problems:
                field = "number" if problem.field in ("id_number", "uscc") else problem.field
                form.add_error(field if field in form.fields else None, str(problem.message))
        else:
            messages.success(request, _("已收件，请核验材料。"))
            return HttpResponseRedirect(reverse("licensing:counter_case", args=[found.number]))
    return render(
        request,
        "licensing/counter_new.html",
        {
            "version": version,
            "form": form,
            "materials": version.materials.all(),
            "present": _present(request),
            "key": request.POST.get("key") or secrets.token_hex(16),
        },
        status=400 if form.errors else 200,
    )


def _receive(request: HttpRequest, version: OfferingVersion, data: dict[str, Any]) -> Case:
    user = user_of(request)
    window = staff_of(user).windows.order_by("number").first()
    if window is None:
        window = Window.objects.filter(centre_id=staff_of(user).centre_id or 0).first()
    if window is None:
        raise Invalid("window", _("您还没有分配窗口，请联系管理员。"))
    return receive_at_counter(
        version=version,
        applicant=_party(data),
        agent=_agent(data),
        window=window,
        form={
            "contact_name": data["agent_name"] or data["name"],
            "contact_phone": data["phone"],
            "is_true": True,
            "commitment": data["commitment"],
        },
        present=_present(request),
        ticket=data["ticket"].strip().upper(),
        key=request.POST.get("key", "")[:80] or secrets.token_hex(16),
        by=user,
        at=clock.now(),
    )
