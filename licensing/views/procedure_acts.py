# SPDX-License-Identifier: Apache-2.0
"""The desk's acts on special procedures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from licensing.forms_review import ProcedureForm
from licensing.procedures.actions import close_procedure, kinds_of, open_procedure, replan_procedure
from licensing.procedures.models import Procedure
from licensing.views.typed import cleaned, day_of
from portal.kernel import clock
from portal.kernel.http import numbers
from portal.kernel.http.access import user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from licensing.cases.models import Case


def _procedure(request: HttpRequest, found: Case) -> Procedure:
    key = numbers.key(request.POST.get("procedure"))
    return get_object_or_404(Procedure.objects.select_related("case"), pk=key, case=found)


def _pause(request: HttpRequest, found: Case) -> str:
    form = ProcedureForm(request.POST, kinds=kinds_of(found.version))
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
        evidence=request.FILES.get("evidence"),
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
