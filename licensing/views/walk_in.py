# SPDX-License-Identifier: Apache-2.0
"""Entering the file of somebody who stands at the window."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from licensing.apply.forms import WalkInForm
from licensing.intake.walk_in import asked_of, lines_of, met, receive_at_counter
from licensing.views.walk_in_page import is_complete, page_of, present_in
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_enterprise, ensure_person
from portal.kernel.accounts.models import Role
from portal.kernel.audit.actions import record_read
from portal.kernel.audit.models import ReadLog
from portal.kernel.errors import Invalid, PortalError, Problem
from portal.kernel.http.access import staff_of, staff_only, user_of
from portal.kernel.places.models import Window
from portal.kernel.registers.lookups import note_lookup
from portal.kernel.registers.refreshing import refresh
from services.items.queries import current_version, published_versions
from services.situations import asking
from services.tables.inputs import FIELD

if TYPE_CHECKING:
    from licensing.cases.models import Case
    from licensing.intake.walk_in import Asked
    from portal.kernel.accounts.models import Party, User
    from services.items.models.version import OfferingVersion

PAGE = 30


@staff_only(Role.CLERK)
@require_safe
def choose_item(request: HttpRequest) -> HttpResponse:
    """Choose the item for a walk-in."""
    words = request.GET.get("q", "").strip()
    versions = published_versions(words)[:PAGE]
    return render(request, "licensing/counter_items.html", {"versions": versions, "words": words})


def _party(data: dict[str, Any]) -> Party:
    if data["kind"] == "enterprise":
        return ensure_enterprise(name=data["name"], uscc=data["number"], phone=data["phone"])
    return ensure_person(name=data["name"], id_number=data["number"], phone=data["phone"])


def _agent(data: dict[str, Any]) -> Party | None:
    if not data["agent_name"]:
        return None
    try:
        return ensure_person(
            name=data["agent_name"], id_number=data["agent_id_number"], phone=data["phone"]
        )
    except Invalid as error:
        # the same rules as for the applicant, at the inputs of the agent
        raise Invalid.many(
            Problem(
                f"agent_{one.field}" if one.field != "phone" else "phone", one.code, one.message
            )
            for one in error.problems
        ) from error


@staff_only(Role.CLERK)
@require_http_methods(["GET", "POST"])
def walk_in(request: HttpRequest, code: str) -> HttpResponse:
    """Enter who stands at the window, ask what is asked online too, and take the file in.

    What the portal knows of the applicant is filled in once he is named; nothing is kept before
    the file is taken in, and what was typed stays on the page whatever is wrong.
    """
    version = current_version(code)
    if version is None:
        raise Http404
    form = WalkInForm(request.POST or None)
    asked: Asked | None = None
    error: PortalError | None = None
    if request.method == "POST" and form.is_valid():
        find, by = partial(_party, form.cleaned_data), user_of(request)
        try:
            if request.POST.get("act") == "identify":
                refresh(party=met(find), by=by, at=clock.now())
            given = asking.given_in(request.POST)
            asked = asked_of(version, given, find, by=by, at=clock.now())
            if asked.party is None:
                note_lookup(party=met(find), by=by, at=clock.now())
            _note_reading(version, asked, by)
            if is_complete(request, version):
                with transaction.atomic():  # a file that is refused leaves nobody behind
                    found = _receive(request, version, form.cleaned_data)
                messages.success(request, _("已收件，请核验材料。"))
                return HttpResponseRedirect(reverse("licensing:counter_case", args=[found.number]))
        except PortalError as wrong:
            error = wrong
    return page_of(request, version, form, asked, error)


def _note_reading(version: OfferingVersion, asked: Asked, by: User) -> None:
    """Note that a clerk saw what is known of an applicant; once a day for an item is enough."""
    if asked.party is None or not (asked.known or asked.spared):
        return
    reason = _("现场收件：%(item)s") % {"item": version.name}
    since = clock.now() - timedelta(days=1)
    seen = ReadLog.objects.filter(reader=by, party=asked.party, reason=reason, read_at__gt=since)
    if not seen.exists():
        record_read(reader=by, party=asked.party, fields="table", reason=reason)


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
        present=present_in(request),
        table={
            field.code: request.POST.get(f"{FIELD}{field.code}", "")[:500]
            for field in lines_of(version)
        },
        given=asking.given_in(request.POST),
        ticket=data["ticket"].strip().upper(),
        key=request.POST.get("key", "")[:80] or secrets.token_hex(16),
        by=user,
        at=clock.now(),
    )
