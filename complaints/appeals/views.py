# SPDX-License-Identifier: Apache-2.0
"""Filing and following complaints, rating finished cases."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.appeals import queries
from complaints.appeals.filing import NUMBER, file_complaint, withdraw
from complaints.appeals.forms import ComplaintForm, TrackForm
from complaints.appeals.models import Complaint
from licensing.cases.guards import NUMBER as CASE_NUMBER
from licensing.cases.queries import visible_to
from licensing.cases.story import explained
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.http import codes
from portal.kernel.http.access import citizen_only, user_of
from portal.kernel.http.limits import address_of, limited
from portal.kernel.http.problems import show

if TYPE_CHECKING:
    from typing import Any

    from licensing.cases.models import Case


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Say what can be complained about, by when it is answered, and list one's own."""
    user = request.user
    rows = list(queries.own(user)[:20]) if user.is_authenticated else []
    terms = queries.due_terms(rows)
    return render(
        request,
        "complaints/appeals/index.html",
        {"complaints": [(row, terms.get(row.subject_id)) for row in rows], "form": TrackForm()},
    )


def _case(request: HttpRequest, number: str) -> Case | None:
    """Return the named case when the complainant may see it; a foreign number is no case."""
    if not number or not request.user.is_authenticated:
        return None
    return visible_to(user_of(request)).filter(number=number).first()


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Take a complaint, with or without an account."""
    form = ComplaintForm(
        request.POST or None, initial={"case_number": codes.code(request.GET, "case", most=30)}
    )
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = dict(form.cleaned_data)
        number = codes.number_in(data.pop("case_number"), CASE_NUMBER)
        try:
            made = file_complaint(
                **data,
                case=_case(request, number),
                address=address_of(request),
                by=user_of(request) if request.user.is_authenticated else None,
                at=clock.now(),
            )
        except Invalid as error:
            show(form, error)
        else:
            return render(request, "complaints/appeals/filed.html", {"complaint": made})
    return render(
        request, "complaints/appeals/file.html", {"form": form}, status=400 if form.errors else 200
    )


@require_http_methods(["POST"])
@limited("track", most=30, seconds=300, wrong_only=True)
def track(request: HttpRequest) -> HttpResponse:
    """Show a complaint to whoever has its number and code; anything wrong looks alike."""
    form = TrackForm(request.POST)
    found = None
    if form.is_valid():
        found = (
            Complaint.objects.select_related("organ", "subject")
            .filter(number=f"SQ-{codes.number_in(form.cleaned_data['number'], NUMBER)}")
            .first()
        )
        known = found.tracking_code if found is not None else "-" * 8
        code = codes.secret_in(form.cleaned_data["code"])
        if not hmac.compare_digest(known.encode(), code.encode()):
            found = None
    if found is None:
        return render(
            request,
            "complaints/appeals/index.html",
            {"form": form, "unknown": True, "complaints": []},
            status=404,
        )
    return _show(request, found)


def _show(request: HttpRequest, found: Complaint) -> HttpResponse:
    term = queries.due_terms([found]).get(found.subject_id)
    due = explained(term, clock.today()) if term is not None else None
    return render(request, "complaints/appeals/complaint.html", {"complaint": found, "due": due})


@citizen_only
@require_safe
def mine(request: HttpRequest, number: str) -> HttpResponse:
    """Show one's own complaint."""
    return _show(request, get_object_or_404(queries.own(user_of(request)), number=number))


@citizen_only
@require_POST
def withdraw_page(request: HttpRequest, number: str) -> HttpResponse:
    """Take one's complaint back."""
    user = user_of(request)
    withdraw(complaint=get_object_or_404(queries.own(user), number=number), by=user, at=clock.now())
    messages.success(request, _("诉求已撤回。"))
    return HttpResponseRedirect(reverse("complaints:mine", args=[number]))
