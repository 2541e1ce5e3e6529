# SPDX-License-Identifier: Apache-2.0
"""The home page and the big-letter switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from licensing import queries
from licensing.states import OPEN_STATES
from portal.kernel import clock
from portal.kernel.deadlines.rows import standing_of
from portal.kernel.deadlines.stored import current
from services.queries import home_context

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User

#: How many own matters the home page shows.
SHOWN = 3


def _mine(user: User) -> dict[str, Any]:
    cases = list(queries.own(user).filter(state__in=OPEN_STATES).order_by("-pk")[:SHOWN])
    terms = queries.headline_terms(cases)
    today, calendar = clock.today(), current()
    shown = []
    for case in cases:
        term = terms.get(case.subject_id)
        standing = standing_of(term, today, calendar) if term is not None else ""
        shown.append((case, term, standing))
    return {"my_cases": shown}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What do you want to get done?"""
    context = home_context()
    if request.user.is_authenticated and request.user.person_id is not None:
        context |= _mine(request.user)
    return render(request, "web/home.html", context)


@csrf_exempt
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch big letters on or off for this visit.

    It changes a look and nothing else, so it needs no token, which a kept page cannot carry.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = HttpResponseRedirect(target)
    now_on = request.COOKIES.get("elder") == "1"
    response.set_cookie("elder", "0" if now_on else "1", samesite="Lax", httponly=True)
    return response
