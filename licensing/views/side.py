# SPDX-License-Identifier: Apache-2.0
"""What the review page shows beside the steps: procedures, the hearing, inspection, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licensing.cases.queries import colleagues
from licensing.cases.states import BEFORE_DECISION
from licensing.forms_review import (
    InspectionForm,
    ProcedureForm,
    RecordForm,
    ScheduleForm,
    TellHearingForm,
)
from licensing.procedures.actions import kinds_of
from licensing.procedures.inspections import rule_for
from licensing.procedures.states import PENDING_HEARING
from licensing.review.late import late_parts
from portal.kernel import clock
from services.items.limits import extension_of
from services.items.regimes import regime_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from licensing.cases.models import Case
    from licensing.procedures.models import Hearing


def side_of(case: Case, *, leads: bool, verb: str, posted: QueryDict) -> dict[str, Any]:
    """Return the context; what was typed into the form of ``verb`` is not lost."""
    hearings = list(case.hearings.select_related("record", "host__staff"))
    pending = next((one for one in hearings if one.state in PENDING_HEARING), None)
    is_open = leads and case.state in BEFORE_DECISION

    def kept(name: str) -> dict[str, Any]:
        return posted.dict() if name == verb else {}

    context: dict[str, Any] = {
        "leads": leads,
        "may_act": is_open,
        "verb": verb,
        "posted": posted,
        "procedures": case.procedures.select_related("pause", "evidence"),
        "parts": case.parts.select_related("organ"),
        "late": late_parts([case.pk], clock.today()).get(case.pk, []),
        "hearings": hearings,
        "pending": pending,
        "inspections": case.inspections.prefetch_related("people__staff"),
        "extension": extension_of(case.version),
    }
    if is_open:
        people = colleagues(case)
        chosen = {"people": posted.getlist("people")} if verb == "inspect" else {}
        context |= {
            "procedure_form": ProcedureForm(initial=kept("pause"), kinds=kinds_of(case.version)),
            "tell_form": TellHearingForm(initial=kept("hearing-tell")),
            "schedule_form": ScheduleForm(
                initial={**_planned(pending), **kept("hearing-schedule")}, people=people
            ),
            "record_form": RecordForm(initial=kept("hearing-hold")),
            "inspection_form": InspectionForm(initial={**kept("inspect"), **chosen}, people=people),
            "may_tell": pending is None and regime_of(case.version).art45_pauses,
            "is_inspected": bool(rule_for(case.version)),
        }
    return context


def _planned(hearing: Hearing | None) -> dict[str, Any]:
    """Return the time, place and host of a hearing that is to be moved."""
    if hearing is None or hearing.starts_at is None:
        return {}
    local = clock.local(hearing.starts_at)
    return {
        "starts_at": local.date(),
        "starts_time": local.time(),
        "place": hearing.place,
        "host": hearing.host_id,
    }
