# SPDX-License-Identifier: Apache-2.0
"""Supervision's calendar: the year as a picture, the forms, the history."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.kernel import clock
from portal.kernel.accounts.words import OVERSIGHT_ROLES, Role
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.terms.models import CalendarVersion
from portal.kernel.deadlines.words import DAY_LABELS, DayKind
from portal.kernel.errors import Invalid
from portal.kernel.http import numbers
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.http.problems import show
from portal.web.calendar import acts
from portal.web.calendar.acts import dates_of, may_undo
from portal.web.calendar.forms import ClosureForm, NoticeForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.holidays.loading import Loaded


# -- The known calendar of a year as twelve small tables. Pure but for the calendar given ------


@dataclass(frozen=True)
class YearCell:
    """One date of the picture; ``kind`` is that of the calendar."""

    date: date
    kind: str
    is_working: bool
    why: str
    is_today: bool


@dataclass(frozen=True)
class YearMonth:
    """One month in weeks of seven, Monday first; None outside the month."""

    year: int
    month: int
    weeks: list[list[YearCell | None]]
    working: int


def year_of(calendar: Calendar, year: int, today: date) -> list[YearMonth]:
    """Return the months of a year that the calendar knows, none for another year."""
    if not calendar.first_date.year <= year <= calendar.last_date.year:
        return []
    return [_month(calendar, year, month, today) for month in range(1, 13)]


def _month(calendar: Calendar, year: int, month: int, today: date) -> YearMonth:
    weeks = [
        [_cell(calendar, date(year, month, number), today) if number else None for number in week]
        for week in months.Calendar(firstweekday=0).monthdayscalendar(year, month)
    ]
    working = sum(1 for week in weeks for cell in week if cell and cell.is_working)
    return YearMonth(year, month, weeks, working)


def _cell(calendar: Calendar, day: date, today: date) -> YearCell:
    row = calendar.row(day)
    plain = row.kind in (DayKind.WEEKDAY, DayKind.WEEKEND)
    label = str(DAY_LABELS[DayKind(row.kind)])
    why = "" if plain else f"{label} {row.name}".strip()
    return YearCell(day, str(row.kind), row.is_working, why, day == today)


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
        "web/calendar/calendar.html",
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


# -- Changing the calendar: a preview first, then the change, and taking one back --------------


def _closure_act(form: ClosureForm, request: HttpRequest) -> Callable[[], Loaded]:
    return lambda: acts.announce_closure(
        days=form.days(),
        name=form.cleaned_data["name"],
        source=form.cleaned_data["source"],
        by=user_of(request),
        at=clock.now(),
    )


def _notice_act(form: NoticeForm, request: HttpRequest) -> Callable[[], Loaded]:
    return lambda: acts.load_notice(
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
        loaded = acts.preview(act)
    except Invalid as error:
        show(form, error)
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
        "web/calendar/calendar_confirm.html",
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
        return acts.undo_notice(version=version, by=user_of(request), at=clock.now())

    if request.POST.get("confirm"):
        return _done(request, act())
    loaded = acts.preview(act)
    return _confirm(request, loaded, reverse("web:calendar_undo", args=[pk]), [])
