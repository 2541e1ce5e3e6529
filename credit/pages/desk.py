# SPDX-License-Identifier: Apache-2.0
"""The supervisors' desk for inquiries and repairs."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit.determinations.actions import excuse, mark
from credit.determinations.queries import determinations_visible_to
from credit.determinations.states import DeterminationState
from credit.repair.actions import decide_repair
from credit.repair.queries import repairs_visible_to
from credit.repair.states import RepairState
from portal.kernel import clock
from portal.kernel.accounts.words import OVERSIGHT_ROLES, Role
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.http.access import staff_only, user_of

PAGE = 50


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def determinations(request: HttpRequest) -> HttpResponse:
    """List what waits for a finding or a decision, the oldest first."""
    user = user_of(request)
    open_states = (DeterminationState.HEARING, DeterminationState.HEARD)
    inquiries = list(
        determinations_visible_to(user).filter(state__in=open_states).order_by("opened_at")[:PAGE]
    )
    repairs = list(
        repairs_visible_to(user).filter(state=RepairState.FILED).order_by("filed_at")[:PAGE]
    )
    return render(
        request,
        "credit/pages/desk.html",
        {
            "determinations": inquiries,
            "repairs": repairs,
            "terms": by_subject(
                [row.subject_id for row in inquiries] + [row.subject_id for row in repairs]
            ),
            "found": determinations_visible_to(user).exclude(state__in=open_states)[:PAGE],
            "today": clock.today(),
        },
    )


@staff_only(Role.SUPERVISOR)
@require_POST
def determination(request: HttpRequest, pk: int) -> HttpResponse:
    """Find: mark or excuse."""
    user = user_of(request)
    inquiry = get_object_or_404(determinations_visible_to(user), pk=pk)
    act = mark if request.POST.get("finding_kind") == "mark" else excuse
    act(inquiry=inquiry, finding=request.POST.get("finding", ""), by=user, at=clock.now())
    messages.success(request, _("认定已记录，当事人会收到通知。"))
    return HttpResponseRedirect(reverse("credit:determinations"))


@staff_only(Role.SUPERVISOR)
@require_POST
def repair_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse a repair."""
    user = user_of(request)
    request_ = get_object_or_404(repairs_visible_to(user), pk=pk)
    decide_repair(
        request=request_,
        grant=request.POST.get("outcome") == "grant",
        reason=request.POST.get("reason", ""),
        by=user,
        at=clock.now(),
    )
    messages.success(request, _("修复申请已办理，当事人会收到通知。"))
    return HttpResponseRedirect(reverse("credit:determinations"))
