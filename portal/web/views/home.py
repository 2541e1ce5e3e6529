# SPDX-License-Identifier: Apache-2.0
"""The home page and the big-letter switch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from licensing.cases.queries import headline_terms, own
from licensing.cases.states import OPEN_STATES
from portal.kernel import clock
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.terms.rows import standing_of
from services.bundles.queries import home_context

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User

#: How many own matters the home page shows.
SHOWN = 3


def _mine(user: User) -> dict[str, Any]:
    cases = list(own(user).filter(state__in=OPEN_STATES).order_by("-pk")[:SHOWN])
    terms = headline_terms(cases)
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
