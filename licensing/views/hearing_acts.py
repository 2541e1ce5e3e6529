# SPDX-License-Identifier: Apache-2.0
"""The desk's acts on hearings."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from licensing.cases.queries import colleagues
from licensing.forms_review import ScheduleForm
from licensing.procedures import hearings
from licensing.procedures.models import Hearing
from licensing.views.typed import cleaned
from portal.kernel import clock
from portal.kernel.http import numbers
from portal.kernel.http.access import user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from licensing.cases.models import Case


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
        signed_record=request.FILES.get("record"),
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
