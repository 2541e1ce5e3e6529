# SPDX-License-Identifier: Apache-2.0
"""The review desk's acts beside the decision: hearings, special procedures, inspections."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from licensing.cases.queries import colleagues
from licensing.procedures import hearings, inspections
from licensing.procedures.actions import close_procedure, kinds_of, open_procedure, replan_procedure
from licensing.procedures.models import Hearing, Procedure
from licensing.workbench.forms import (
    InspectionForm,
    OpenProcedureForm,
    ScheduleForm,
    cleaned,
    day_of,
)
from portal.kernel import clock
from portal.kernel.http import numbers
from portal.kernel.http.access import user_of
from portal.kernel.uploads.inspection import inspected

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from licensing.cases.models import Case
    from portal.kernel.uploads.inspection import CleanFile


def _paper(request: HttpRequest, name: str) -> CleanFile | None:
    file = request.FILES.get(name)
    return inspected(file) if file is not None else None


def _hearing(request: HttpRequest, found: Case) -> Hearing:
    key = numbers.key(request.POST.get("hearing"))
    return get_object_or_404(Hearing.objects.select_related("case"), pk=key, case=found)


def _tell(request: HttpRequest, found: Case) -> str:
    hearings.tell_of_hearing(
        case=found, ground=request.POST.get("ground", ""), by=user_of(request), at=clock.now()
    )
    return _("已告知申请人听证权利，告知书正在生成。")


def _schedule(request: HttpRequest, found: Case) -> str:
    held = _hearing(request, found)
    people = {str(one.pk): one for one in colleagues(found)}
    form = ScheduleForm(request.POST, people=people.values())
    cleaned(form)
    data = form.cleaned_data
    starts_at = datetime.combine(data["starts_at"], data["starts_time"], tzinfo=clock.SHANGHAI)
    hearings.schedule_hearing(
        hearing=held,
        starts_at=starts_at,
        place=data["place"],
        host=people[data["host"]],
        by=user_of(request),
        at=clock.now(),
    )
    return _("听证时间地点已通知申请人。")


def _hold(request: HttpRequest, found: Case) -> str:
    hearings.hold_hearing(
        hearing=_hearing(request, found),
        signed_record=_paper(request, "record"),
        finding=request.POST.get("finding", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("听证笔录已入卷，时间继续计算。")


HEARING_ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    "hearing-tell": _tell,
    "hearing-schedule": _schedule,
    "hearing-hold": _hold,
}


# -- The desk's acts on special procedures -----------------------------------------------------


def _procedure(request: HttpRequest, found: Case) -> Procedure:
    key = numbers.key(request.POST.get("procedure"))
    return get_object_or_404(Procedure.objects.select_related("case"), pk=key, case=found)


def _pause(request: HttpRequest, found: Case) -> str:
    form = OpenProcedureForm(request.POST, kinds=kinds_of(found.version))
    data = cleaned(form)
    open_procedure(
        case=found,
        kind=str(data["kind"]),
        planned_end=form.cleaned_data["planned_end"],
        reason=str(data["procedure_reason"]),
        provider=str(data["provider"]),
        by=user_of(request),
        at=clock.now(),
    )
    return _("特别程序已开始，告知书正在生成。")


def _replan(request: HttpRequest, found: Case) -> str:
    replan_procedure(
        procedure=_procedure(request, found),
        planned_end=day_of(request, "planned_end"),
        reason=request.POST.get("procedure_reason", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("已重新安排，并已书面告知申请人。")


def _resume(request: HttpRequest, found: Case) -> str:
    close_procedure(
        procedure=_procedure(request, found),
        evidence=_paper(request, "evidence"),
        report_number=request.POST.get("report_number", ""),
        delivered_by=request.POST.get("delivered_by", ""),
        by=user_of(request),
        at=clock.now(),
    )
    return _("特别程序已结束，时间继续计算。")


PROCEDURE_ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {
    "pause": _pause,
    "replan": _replan,
    "resume": _resume,
}


# -- The desk's act of naming who inspects -----------------------------------------------------


def _inspect(request: HttpRequest, found: Case) -> str:
    people = {str(one.pk): one for one in colleagues(found)}
    form = InspectionForm(request.POST, people=people.values())
    cleaned(form)
    inspections.arrange_inspection(
        case=found,
        people=[people[key] for key in form.cleaned_data["people"]],
        planned_on=form.cleaned_data["planned_on"],
        by=user_of(request),
        at=clock.now(),
    )
    return _("核查人员和日期已安排。")


INSPECTION_ACTS: dict[str, Callable[[HttpRequest, Case], str]] = {"inspect": _inspect}
