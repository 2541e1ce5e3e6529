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

from licensing.counter.forms import WalkInForm, leave_unasked
from licensing.intake.identity import applicant_at_window
from licensing.intake.walk_in import asked_of, asked_of_nobody, lines_of, met, receive_at_counter
from portal.kernel import clock
from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.phones import stored_phone
from portal.kernel.accounts.words import Role
from portal.kernel.audit.actions import record_read
from portal.kernel.audit.models import ReadLog
from portal.kernel.errors import Invalid, PortalError, Problem
from portal.kernel.http import codes, numbers
from portal.kernel.http.access import staff_of, staff_only, user_of
from portal.kernel.places.models import Window
from portal.kernel.registers.lookups import note_lookup
from portal.kernel.registers.refreshing import refresh
from services.items.queries import current_version, published_versions
from services.situations import asking
from services.situations.queries import questions_of
from services.tables.inputs import FIELD, TableInputs

if TYPE_CHECKING:
    from django import forms

    from licensing.cases.models import Case
    from licensing.intake.walk_in import WalkInQuestions
    from portal.kernel.accounts.models import Party, User
    from services.items.models.version import OfferingVersion


# -- The page on which a walk-in is entered: what it shows, and what it says is wrong ----------


#: Inputs of the page for the particulars that the kernel names by the kind of number.
_OWN = {"id_number": "number", "uscc": "number", "applicant": "kind"}


def present_in(request: HttpRequest) -> set[int]:
    """Return the keys of the materials that were ticked as lying on the desk."""
    return {numbers.key(one) for one in request.POST.getlist("present")} - {0}


def _asks(version: OfferingVersion) -> bool:
    return bool(lines_of(version) or questions_of(version.pk).questions)


def is_complete(request: HttpRequest, version: OfferingVersion) -> bool:
    """Tell whether the file is to be taken in: everything was asked, and the button says so."""
    was_asked = "asked" in request.POST or not _asks(version)
    return was_asked and request.POST.get("act", "receive") == "receive"


def _table(request: HttpRequest, asked: WalkInQuestions) -> TableInputs:
    """Return the lines of the table: checked when taken in, else as typed or as known."""
    sources = {code: one.source for code, one in asked.known.items()}
    if request.POST.get("act", "receive") == "receive" and "asked" in request.POST:
        return TableInputs(asked.fields, sources, request.POST, on_file=asked.number)
    initial = {key: value for key, value in request.POST.items() if key.startswith(FIELD)}
    if request.POST.get("act") == "identify":
        initial |= {f"{FIELD}{code}": one.value for code, one in asked.known.items()}
    return TableInputs(asked.fields, sources, on_file=asked.number, initial=initial)


def _tell(form: forms.Form, error: PortalError | None) -> list[dict[str, str]]:
    """Put the problems of the particulars at their inputs; return those of what else is asked."""
    if error is None:
        return []
    if not isinstance(error, Invalid):
        form.add_error(None, str(error.message))
        return []
    rest = []
    for problem in error.problems:
        field = _OWN.get(problem.field, problem.field).replace("agent_number", "agent_id_number")
        if field.startswith((FIELD, asking.MARK)) or field == "situation":
            rest.append({"field_id": f"id_{field}", "message": str(problem.message)})
        else:
            form.add_error(field if field in form.fields else None, str(problem.message))
    return rest


def page_of(
    request: HttpRequest,
    version: OfferingVersion,
    form: forms.Form,
    asked: WalkInQuestions | None,
    error: PortalError | None,
) -> HttpResponse:
    """Show the page: first who it is, then the table, the situation and the materials."""
    if asked is None and ("asked" in request.POST or not _asks(version)):
        asked = asked_of_nobody(version, asking.given_in(request.POST))
    problems = _tell(form, error)
    leave_unasked(form, ("code_reason", "name_is", "phone_is"))
    context: dict[str, Any] = {
        "version": version,
        "form": form,
        "asked": asked,
        "table": _table(request, asked) if asked else None,
        "mark": asking.MARK,
        "present": present_in(request),
        "problems": problems,
        "key": request.POST.get("key") or secrets.token_hex(16),
    }
    status = error.status if error else 400 if form.errors else 200
    return render(request, "licensing/counter/counter_new.html", context, status=status)


PAGE = 30


@staff_only(Role.CLERK)
@require_safe
def choose_item(request: HttpRequest) -> HttpResponse:
    """Choose the item for a walk-in."""
    words = request.GET.get("q", "").strip()
    versions = published_versions(words)[:PAGE]
    return render(
        request, "licensing/counter/counter_items.html", {"versions": versions, "words": words}
    )


def _party(data: dict[str, Any], by: User) -> Party:
    asked = ("kind", "id_kind", "name", "number", "code_reason", "name_is", "phone_is")
    # with an agent at the window the phone is the agent's, and must not open the applicant's matters
    phone = "" if data["agent_name"] else data["phone"]
    return applicant_at_window(**{key: data[key] for key in asked}, phone=phone, by=by)


def _agent(data: dict[str, Any]) -> Party | None:
    if not data["agent_name"]:
        return None
    try:
        return ensure_person(
            name=data["agent_name"],
            id_number=data["agent_id_number"],
            phone=data["phone"],
            id_kind=data["agent_id_kind"],
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
    asked: WalkInQuestions | None = None
    error: PortalError | None = None
    if request.method == "POST" and form.is_valid():
        by = user_of(request)
        find = partial(_party, form.cleaned_data, by)
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


def _note_reading(version: OfferingVersion, asked: WalkInQuestions, by: User) -> None:
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
        applicant=_party(data, user),
        agent=_agent(data),
        window=window,
        form={
            "contact_name": data["agent_name"] or data["name"],
            "contact_phone": stored_phone(data["phone"]),
            "is_true": True,
            "commitment": data["commitment"],
        },
        present=present_in(request),
        table={
            field.code: request.POST.get(f"{FIELD}{field.code}", "") for field in lines_of(version)
        },
        given=asking.given_in(request.POST),
        ticket=data["ticket"].strip().upper(),
        key=codes.code(request.POST, "key", most=80) or secrets.token_hex(16),
        by=user,
        at=clock.now(),
    )
