# SPDX-License-Identifier: Apache-2.0
"""Ending a policy before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, listed
from portal.kernel.http.access import staff_only, user_of
from services.actions.policy_closing import close_policy
from services.models.policy import Policy

if TYPE_CHECKING:
    from datetime import date


@staff_only(Role.EDITOR)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the last day and the reason, then end the policy."""
    policy = get_object_or_404(Policy, code=code)
    problems: list[dict[str, object]] = []
    if request.method == "POST":
        try:
            close_policy(
                policy=policy,
                last_day=_day(request.POST.get("last_day", "")),
                reason=request.POST.get("reason", "")[:1000],
                by=user_of(request),
                at=clock.now(),
            )
        except Invalid as error:
            problems = listed(error.problems)
        else:
            messages.success(request, _("已终止，公众可以看到原因。"))
            return HttpResponseRedirect(reverse("services:policy_desk"))
    today = clock.today()
    context = {
        "policy": policy,
        "typed": request.POST,
        "problems": problems,
        "today": today,
        "has_begun": policy.valid_from <= today,
        "is_over": policy.valid_to < today or not policy.is_published,
    }
    status = 400 if problems else 200
    return render(request, "services/policy_close.html", context, status=status)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
