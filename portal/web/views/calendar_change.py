# SPDX-License-Identifier: Apache-2.0
"""Changing the calendar: a preview first, then the change, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.deadlines.terms.models import CalendarVersion
from portal.kernel.errors import Invalid
from portal.kernel.http.access import staff_only, user_of
from portal.web import calendar_acts
from portal.web.forms_calendar import ClosureForm, NoticeForm
from portal.web.views.calendar import page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.deadlines.notices.loading import Loaded


def _closure_act(form: ClosureForm, request: HttpRequest) -> Callable[[], Loaded]:
    return lambda: calendar_acts.announce_closure(
        days=form.days(),
        name=form.cleaned_data["name"],
        source=form.cleaned_data["source"],
        by=user_of(request),
        at=clock.now(),
    )


def _notice_act(form: NoticeForm, request: HttpRequest) -> Callable[[], Loaded]:
    return lambda: calendar_acts.load_notice(
        text=form.cleaned_data["text"],
        source=form.cleaned_data["source"],
        by=user_of(request),
        at=clock.now(),
    )


@staff_only(Role.SUPERVISOR)
@require_POST
def change(request: HttpRequest, what: str) -> HttpResponse:
    """Preview a closure or a notice; with ``confirm``, do it."""
    if what == "closure":
        closure = ClosureForm(request.POST, prefix=what)
        form: Any = closure
        act = _closure_act(closure, request)
    elif what == "notice":
        paper = NoticeForm(request.POST, request.FILES, prefix=what)
        form, act = paper, _notice_act(paper, request)
    else:
        raise Http404
    if not form.is_valid():
        return page_of(request, **{what: form})
    try:
        if request.POST.get("confirm"):
            return _done(request, act())
        loaded = calendar_acts.preview(act)
    except Invalid as error:
        for one in error.problems:
            form.add_error(one.field if one.field in form.fields else None, str(one.message))
        return page_of(request, **{what: form})
    hidden = [
        (f"{what}-{name}", value) for name, value in form.cleaned_data.items() if name != "file"
    ]
    address = reverse("web:calendar_change", args=[what])
    return _confirm(request, loaded, address, hidden)


def _confirm(
    request: HttpRequest, loaded: Loaded, address: str, hidden: list[tuple[str, Any]]
) -> HttpResponse:
    facts = [
        (name, value if not hasattr(value, "isoformat") else value.isoformat())
        for name, value in hidden
    ]
    return render(
        request,
        "web/calendar_confirm.html",
        {"loaded": loaded, "address": address, "hidden": facts},
    )


def _done(request: HttpRequest, loaded: Loaded) -> HttpResponse:
    if loaded.is_new:
        messages.success(
            request,
            _("日历已更新，%(count)s个期限的日期有变动，相关的人会收到通知。")
            % {"count": loaded.moved},
        )
    else:
        messages.warning(request, _("日历没有变化。"))
    return HttpResponseRedirect(reverse("web:calendar"))


@staff_only(Role.SUPERVISOR)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview taking a notice back; with ``confirm``, take it back."""
    version = get_object_or_404(CalendarVersion, pk=pk)

    def act() -> Loaded:
        return calendar_acts.undo_notice(version=version, by=user_of(request), at=clock.now())

    if request.POST.get("confirm"):
        return _done(request, act())
    loaded = calendar_acts.preview(act)
    return _confirm(request, loaded, reverse("web:calendar_undo", args=[pk]), [])
