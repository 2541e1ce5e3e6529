# SPDX-License-Identifier: Apache-2.0
"""The desk's act of naming who inspects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from licensing.cases.queries import colleagues
from licensing.forms_review import InspectionForm
from licensing.procedures import inspections
from licensing.views.typed import cleaned
from portal.kernel import clock
from portal.kernel.http.access import user_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from licensing.cases.models import Case


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
