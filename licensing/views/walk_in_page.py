# SPDX-License-Identifier: Apache-2.0
"""The page on which a walk-in is entered: what it shows, and what it says is wrong."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from licensing.intake.walk_in import asked_of_nobody, lines_of
from portal.kernel.errors import Invalid
from portal.kernel.http import numbers
from services.items.queries import questions_of
from services.situations import asking
from services.tables.inputs import FIELD, TableInputs

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from licensing.intake.walk_in import Asked
    from portal.kernel.errors import PortalError
    from services.items.models.version import OfferingVersion

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


def _table(request: HttpRequest, asked: Asked) -> TableInputs:
    """Return the lines of the table: checked when taken in, else as typed or as known."""
    sources = {code: one.source for code, one in asked.known.items()}
    if request.POST.get("act", "receive") == "receive" and "asked" in request.POST:
        return TableInputs(asked.fields, sources, request.POST)
    initial = {key: value for key, value in request.POST.items() if key.startswith(FIELD)}
    if request.POST.get("act") == "identify":
        initial |= {f"{FIELD}{code}": one.value for code, one in asked.known.items()}
    return TableInputs(asked.fields, sources, initial=initial)


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
    asked: Asked | None,
    error: PortalError | None,
) -> HttpResponse:
    """Show the page: first who it is, then the table, the situation and the materials."""
    if asked is None and ("asked" in request.POST or not _asks(version)):
        asked = asked_of_nobody(version, asking.given_in(request.POST))
    problems = _tell(form, error)
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
    return render(request, "licensing/counter_new.html", context, status=status)
