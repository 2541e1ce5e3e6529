# SPDX-License-Identifier: Apache-2.0
"""The supervisors' board: lights, rates, trend, two clicks to the case, urging, export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from complaints.supervision import figures
from complaints.supervision.actions import urge as urge_case
from complaints.supervision.demands import forgotten
from licensing.cases import story
from licensing.cases.gathering import gather
from licensing.cases.queries import headline_terms, overseen
from licensing.cases.states import OPEN_STATES
from licensing.review.late import late_parts_of, mark_late
from portal.kernel import clock
from portal.kernel.accounts.words import OVERSIGHT_ROLES, Role
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.http import numbers, workbooks
from portal.kernel.http.access import staff_only, user_of
from portal.kernel.places.models import Organ, Window

if TYPE_CHECKING:
    from licensing.cases.models import Case

PAGE = 50
#: A spreadsheet of more rows than this is asked for in parts.
MOST_ROWS = 20_000
LIGHTS = ("overdue", "due_soon", "paused", "running")


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how the whole city stands today."""
    today = clock.today()
    ended = figures.ended(today)
    calendar = current()
    organs, windows = figures.loads(today, ended, calendar)
    counts = figures.today_figures(today)
    return render(
        request,
        "complaints/supervision/supervision.html",
        {
            "today": clock.now(),
            "today_date": today,
            "organs": organs,
            "windows": windows[:10],
            "total": figures.totals(organs),
            "figures": counts,
            "deferrals": counts,
            "trend": ended.trend,
            "oldest": figures.oldest(calendar=calendar),
            "refresh": 30,
        },
    )


def _number(request: HttpRequest, name: str) -> int | None:
    return numbers.whole(request.GET.get(name))


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """List open cases by organ, window and light."""
    today = clock.today()
    organ, window = _number(request, "organ"), _number(request, "window")
    light = request.GET.get("light", "")
    rows = figures.cases_by(today, organ=organ, window=window, light=light)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    terms = headline_terms(found)
    mark_late(found, today)
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "complaints/supervision/supervision_cases.html",
        {
            "page": page,
            "cases": [(case, terms.get(case.subject_id)) for case in found],
            "organ": Organ.objects.filter(pk=organ).first() if organ else None,
            "window": Window.objects.filter(pk=window).first() if window else None,
            "light": light if light in LIGHTS else "",
            "today": today,
            "query": query.urlencode(),
            "organs": Organ.objects.filter(cases__isnull=False).distinct(),
        },
    )


def _case(request: HttpRequest, number: str) -> Case:
    return get_object_or_404(overseen(user_of(request)), number=number)


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """Show one case to supervision, masked, with everything that was done."""
    found = gather(_case(request, number))
    return render(
        request,
        "complaints/supervision/supervision_case.html",
        {
            "case": found,
            "dues": story.dues_of(found, clock.today(), for_staff=True),
            "parts": found.parts.all(),
            "late": late_parts_of(found, clock.today()),
            "procedures": found.procedures.all(),
            "hearings": found.hearings.all(),
            "steps": found.steps.all(),
            "picture": story.picture_of(found),
            "timeline": story.timeline_of(found, for_staff=True),
            "papers": story.papers_of(found),
            "declines": found.deferral_declines.all(),
            "deferrals": found.deferrals.all(),
            "may_urge": found.state in OPEN_STATES,
            "forgotten": forgotten(found),
        },
    )


@staff_only(Role.SUPERVISOR)
@require_POST
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Urge those who hold the case (催办)."""
    found = _case(request, number)
    urge_case(case=found, note=request.POST.get("note", ""), by=user_of(request), at=clock.now())
    messages.success(request, _("已催办，经办人会收到消息。"))
    return HttpResponseRedirect(reverse("web:supervision_case", args=[number]))


def _cells(sheet: Any, row: list[Any]) -> list[Any]:
    """Return cells that are never formulas, whatever a name begins with."""
    return [workbooks.safe(sheet, value) for value in row]


@staff_only(*OVERSIGHT_ROLES)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Export the listed open cases as XLSX, without personal data."""
    today = clock.today()
    rows = list(
        figures.cases_by(
            today,
            organ=_number(request, "organ"),
            window=_number(request, "window"),
            light=request.GET.get("light", ""),
        )[:MOST_ROWS]
    )
    terms = headline_terms(rows)
    book = workbooks.begin()
    sheet = book.create_sheet(str(_("在办办件")))
    heads = [
        _("办件编号"),
        _("事项"),
        _("部门"),
        _("窗口"),
        _("状态"),
        _("收件日"),
        _("受理日"),
        _("最迟"),
        _("是否超期"),
    ]
    sheet.append(_cells(sheet, list(heads)))
    for one in rows:
        term = terms.get(one.subject_id)
        due = term.due_on if term is not None else None
        sheet.append(
            _cells(
                sheet,
                [
                    one.number,
                    one.version.name,
                    one.organ.name,
                    str(one.window) if one.window else "",
                    one.get_state_display(),
                    one.received_on,
                    one.accepted_on,
                    due,
                    _("是") if due is not None and due < today else _("否"),
                ],
            )
        )
    response = HttpResponse(
        workbooks.finished(book),
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
    response["Content-Disposition"] = f'attachment; filename="cases-{today:%Y%m%d}.xlsx"'
    response["Cache-Control"] = "no-store"
    return response
