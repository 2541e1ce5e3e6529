# SPDX-License-Identifier: Apache-2.0
"""Supervision's calendar: the year as a picture, the forms, the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.deadlines.notices.stored import current
from portal.kernel.deadlines.terms.models import CalendarVersion
from portal.kernel.http import numbers
from portal.kernel.http.access import OVERSIGHT_ROLES, staff_only
from portal.web.calendar_history import dates_of, may_undo
from portal.web.forms_calendar import ClosureForm, NoticeForm
from portal.web.year_view import year_of

if TYPE_CHECKING:
    pass

#: So many changes of the calendar are listed.
HISTORY = 50


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year of the known calendar and how it came about."""
    return page_of(request)


def page_of(request: HttpRequest, **forms_: forms.Form) -> HttpResponse:
    """Return the page, with what went wrong when an act was refused."""
    known, today = current(), clock.today()
    years = list(range(known.first_date.year, known.last_date.year + 1))
    year = numbers.whole(request.GET.get("year")) or today.year
    if year not in years:
        year = min(max(year, years[0]), years[-1])
    rows = CalendarVersion.objects.select_related("loaded_by__staff", "undone_by")
    return render(
        request,
        "web/calendar.html",
        {
            "months": year_of(known, year, today),
            "year": year,
            "years": years,
            "next_missing": known.last_date.year < today.year + 1,
            "versions": [
                (one, dates_of(one), may_undo(one)) for one in rows.order_by("-pk")[:HISTORY]
            ],
            "closure": forms_.get("closure") or ClosureForm(prefix="closure"),
            "notice": forms_.get("notice") or NoticeForm(prefix="notice"),
        },
        status=400 if forms_ else 200,
    )
