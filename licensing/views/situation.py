# SPDX-License-Identifier: Apache-2.0
"""The step of an application that asks about the situation, one question a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from licensing.apply import table
from licensing.apply.draft import describe_situation
from licensing.cases.story import problems_of
from licensing.views.apply import draft_of, step_page
from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.http.access import citizen_only, user_of
from services.items.queries import questions_of
from services.situations import asking

if TYPE_CHECKING:
    from licensing.cases.models import Case
    from services.situations.tree import Walk


@citizen_only
@require_http_methods(["GET", "POST"])
def situation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Ask the next question; with the last answer the materials are picked."""
    case = draft_of(request, code, pk)
    materials = reverse("licensing:apply_materials", args=[code, pk])
    if not questions_of(case.version_id).questions:
        return HttpResponseRedirect(materials)
    error: Invalid | None = None
    if request.method == "POST":
        try:
            done = _keep(request, case, table.situation_of(case))
        except Invalid as wrong:
            error = wrong
        else:
            here = reverse("licensing:apply_situation", args=[code, pk])
            return HttpResponseRedirect(materials if done else here)
    walk = table.situation_of(case)
    return step_page(
        request,
        "situation",
        case,
        walk=walk,
        answered=asking.answered(walk),
        question=walk.next,
        mark=asking.MARK,
        problems=problems_of(error) if error else [],
        status=400 if error else 200,
    )


def _keep(request: HttpRequest, case: Case, walk: Walk) -> bool:
    """Add the answer given, or take one back with those after it; returns whether all are there."""
    given = {question.code: reply.code for question, reply in walk.answered}
    again = request.POST.get("again", "").removeprefix(asking.MARK)
    if again in given:
        given = {code: given[code] for code in list(given)[: list(given).index(again)]}
    else:
        told = asking.given_in(request.POST)
        if not told and walk.next is not None:
            raise Invalid("required", _("请先选一个回答，再点下一步。"), "situation")
        given |= told
    return describe_situation(case=case, given=given, by=user_of(request), at=clock.now())
