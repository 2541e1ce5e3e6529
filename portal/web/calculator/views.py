# SPDX-License-Identifier: Apache-2.0
"""The deadline calculator for everyone: by which day, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.kernel import clock
from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.proof import days
from portal.kernel.deadlines.proof.answers import explained
from portal.kernel.deadlines.terms.registry import label_of
from portal.kernel.deadlines.terms.rows import standing_of
from portal.kernel.deadlines.words import STATE_LABELS, TermState
from portal.kernel.http.access import signed_in, user_of
from portal.kernel.http.limits import limited
from portal.web.calculator.form import DeadlineForm
from portal.web.proofs import opened

if TYPE_CHECKING:
    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.proof.questions import PeriodQuestion
    from portal.kernel.errors import CalendarNotPublished

#: Name, calls and seconds: for pages and API together, from one address.
LIMIT = ("deadline", 120, 60)


@require_safe
@limited(*LIMIT)
def calculator(request: HttpRequest) -> HttpResponse:
    """Answer a question given in the address, so that it can be passed on as a link."""
    if not any(name in request.GET for name in DeadlineForm.base_fields):
        today = {"start": clock.today(), "limit": 20}
        return render(
            request, "web/calculator/calculator.html", {"form": DeadlineForm(initial=today)}
        )
    form = DeadlineForm(request.GET)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        context |= _answer(form.asked, form.unknown, calendars.current())
        context["link"] = f"{request.path}?{form.link()}"
    return render(
        request, "web/calculator/calculator.html", context, status=200 if form.is_valid() else 400
    )


def _answer(
    asked: PeriodQuestion, unknown: CalendarNotPublished | None, calendar: Calendar
) -> dict[str, Any]:
    if unknown is not None:
        return {"proof": days.unknown_until(asked.spec, unknown.year)}
    result, told = explained(asked, calendar)
    return {
        "proof": told,
        "due_on": result.due_on,
        "due_at": getattr(result, "due_at", None),
        "standing": result.standing(asked.today).value,
        "remaining": asked.remaining(result),
        "today": asked.today,
        "unit": asked.spec.unit.value,
    }


# -- Why it is this day: one period with its calendar picture and the article ------------------


@signed_in
@require_safe
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the proof of a due date; 404 for a period of somebody else's thing."""
    found = opened(user_of(request), pk)
    if found is None:
        raise Http404
    one, name = found
    calendar, today = current(), clock.today()
    runs = one.state == TermState.RUNNING
    return render(
        request,
        "web/calculator/proof.html",
        {
            "term": one,
            "name": name,
            "label": label_of(one.kind),
            "standing": standing_of(one, today, calendar) if runs else one.state,
            "state": STATE_LABELS[TermState(one.state)],
            "limit_text": days.amount(one.limit, one.unit),
            "proof": days.of_term(one, today, calendar),
            "base": "staff_base.html" if user_of(request).staff_member else "base.html",
        },
    )
