# SPDX-License-Identifier: Apache-2.0
"""Requests for data between organs: what lies with us, what we asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES, REVIEW_ROLES, Role
from portal.kernel.deadlines.terms.rows import by_subject
from portal.kernel.errors import PortalError
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from portal.kernel.sharing.queries import may_read_content, visible_to
from portal.kernel.sharing.requests import (
    answer_request,
    ask_for_data,
    organ_of,
    refuse_request,
    withdraw_request,
)
from portal.kernel.sharing.rules import data_kinds, refusal_grounds
from portal.kernel.sharing.states import REQUEST
from portal.web.sharing.forms import AnswerForm, AskForm, RefuseForm

if TYPE_CHECKING:
    from django import forms

    from portal.kernel.sharing.models import DataRequest

PAGE = 30
NAV = "web:data_requests"
READERS = (*REVIEW_ROLES, *OVERSIGHT_ROLES)


@staff_only(*READERS)
@require_safe
def data_requests(request: HttpRequest) -> HttpResponse:
    """List the requests of one's own organ, those that wait for an answer first."""
    user = user_of(request)
    rows = visible_to(user)
    waiting = list(rows.filter(ended_at__isnull=True).order_by("pk")[:PAGE])
    ended = rows.filter(ended_at__isnull=False)
    page = Paginator(ended, PAGE).get_page(request.GET.get("page"))
    organ = organ_of(user)
    context = {
        "waiting": [(one, data_kinds()[one.kind].label) for one in waiting],
        "ended": [(one, data_kinds()[one.kind].label) for one in page],
        "page": page,
        "terms": by_subject([one.subject_id for one in waiting]),
        "organ": organ,
        "may_ask": organ is not None,
        "nav": NAV,
    }
    return render(request, "web/sharing/requests.html", context)


@staff_only(*REVIEW_ROLES)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask another organ for data."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ask_for_data(by=user_of(request), at=clock.now(), **form.told())
        except PortalError as error:
            show(form, error)
        else:
            messages.success(request, gettext("已提出，对方会收到通知。"))
            return HttpResponseRedirect(reverse("web:data_request", args=[made.pk]))
    context = {"form": form, "nav": NAV}
    return render(request, "web/sharing/ask.html", context, status=400 if form.errors else 200)


@staff_only(*READERS)
@require_safe
def data_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request, its content to both organs only, and what can be done."""
    return _page(request, get_object_or_404(visible_to(user_of(request)), pk=pk))


def _page(
    request: HttpRequest,
    found: DataRequest,
    answer: forms.Form | None = None,
    refuse: forms.Form | None = None,
) -> HttpResponse:
    user, roles = user_of(request), roles_of(user_of(request))
    organ = organ_of(user)
    is_open = found.state not in REQUEST.finals
    is_ours = organ is not None and organ.pk == found.holder_id
    ground = refusal_grounds().get(found.ground)
    context = {
        "found": found,
        "kind": data_kinds()[found.kind],
        "ground": ground,
        "term": by_subject([found.subject_id]).get(found.subject_id),
        "opens": may_read_content(user, found),
        "answer_form": (answer or AnswerForm()) if is_open and is_ours else None,
        "refuse_form": (refuse or RefuseForm())
        if is_open and is_ours and Role.APPROVER in roles
        else None,
        "may_withdraw": is_open and organ is not None and organ.pk == found.asker_id,
        "nav": NAV,
    }
    status = 400 if answer is not None or refuse is not None else 200
    return render(request, "web/sharing/request.html", context, status=status)


@staff_only(*REVIEW_ROLES)
@require_POST
def data_request_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Answer a request, refuse it on a ground of law, or take it back."""
    by, at = user_of(request), clock.now()
    found = get_object_or_404(visible_to(by), pk=pk)
    if verb == "answer":
        form: forms.Form = AnswerForm(request.POST)
        if not form.is_valid():
            return _page(request, found, answer=form)
        answer_request(request=found, by=by, at=at, **form.cleaned_data)
        messages.success(request, gettext("已提供，对方会收到通知。"))
    elif verb == "refuse":
        form = RefuseForm(request.POST)
        if not form.is_valid():
            return _page(request, found, refuse=form)
        refuse_request(request=found, by=by, at=at, **form.cleaned_data)
        messages.success(request, gettext("已答复不予提供，理由会公开。"))
    elif verb == "withdraw":
        withdraw_request(request=found, by=by, at=at)
        messages.success(request, gettext("已撤回。"))
    else:
        raise Http404
    return HttpResponseRedirect(reverse("web:data_request", args=[found.pk]))
