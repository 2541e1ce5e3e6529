# SPDX-License-Identifier: Apache-2.0
"""The office's desk for complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.appeals import handling, queries
from complaints.appeals.models import ComplaintGround, Finding
from complaints.appeals.states import COMPLAINT
from portal.kernel import clock
from portal.kernel.accounts.models import StaffMember
from portal.kernel.accounts.words import OVERSIGHT_ROLES, REVIEW_ROLES
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.places.models import Organ

if TYPE_CHECKING:
    from collections.abc import Callable

    from complaints.appeals.models import Complaint

PAGE = 30
WORKERS = (*OVERSIGHT_ROLES, *REVIEW_ROLES)


@staff_only(*WORKERS)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List open complaints, the oldest first."""
    rows = queries.at_work(user_of(request)).exclude(state__in=COMPLAINT.finals)
    page = Paginator(rows.order_by("pk"), PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    terms = queries.due_terms(shown)
    return render(
        request,
        "complaints/appeals/desk.html",
        {
            "page": page,
            "today": clock.today(),
            "complaints": [(row, terms.get(row.subject_id)) for row in shown],
        },
    )


def _complaint(request: HttpRequest, number: str) -> Complaint:
    return get_object_or_404(queries.at_work(user_of(request)), number=number)


@staff_only(*WORKERS)
@require_safe
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """Show one complaint with what can be done."""
    found = _complaint(request, number)
    return render(
        request,
        "complaints/appeals/desk_complaint.html",
        {
            "complaint": found,
            "term": queries.due_terms([found]).get(found.subject_id),
            "organs": Organ.objects.all(),
            "findings": Finding.choices,
            "grounds": ComplaintGround.choices,
        },
    )


def _dispatch(request: HttpRequest, found: Complaint) -> str:
    organ = get_object_or_404(Organ, pk=numbers.key(request.POST.get("organ")))
    about = StaffMember.objects.filter(pk=numbers.key(request.POST.get("about_staff"))).first()
    handling.dispatch(
        complaint=found, organ=organ, about_staff=about, by=user_of(request), at=clock.now()
    )
    return _("已派单。")


def _take_up(request: HttpRequest, found: Complaint) -> str:
    handling.take_up(complaint=found, by=user_of(request), at=clock.now())
    return _("已签收。")


def _answer(request: HttpRequest, found: Complaint) -> str:
    handling.answer(
        complaint=found, text=request.POST.get("answer", ""), by=user_of(request), at=clock.now()
    )
    return _("已答复，诉求人会收到通知。")


def _redo(request: HttpRequest, found: Complaint) -> str:
    handling.redo(
        complaint=found, reason=request.POST.get("reason", ""), by=user_of(request), at=clock.now()
    )
    return _("已退回重办。")


def _establish(request: HttpRequest, found: Complaint) -> str:
    handling.establish(
        complaint=found,
        finding=request.POST.get("finding", ""),
        ground=request.POST.get("ground", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("认定已记录。")


def _close(request: HttpRequest, found: Complaint) -> str:
    handling.close(complaint=found, by=user_of(request), at=clock.now())
    return _("已办结。")


ACTS: dict[str, Callable[[HttpRequest, Complaint], str]] = {
    "dispatch": _dispatch,
    "handle": _take_up,
    "answer": _answer,
    "redo": _redo,
    "establish": _establish,
    "close": _close,
}


@staff_only(*WORKERS)
@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do one act on a complaint."""
    found = _complaint(request, number)
    if verb not in ACTS:
        raise Http404
    messages.success(request, ACTS[verb](request, found))
    return HttpResponseRedirect(reverse("complaints:desk"))
