# SPDX-License-Identifier: Apache-2.0
"""Giving a special procedure another planned end, or with approval another longest time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licensing.actions.procedures import LONGEST_PLAN, locked_open, tell_in_writing
from licensing.cases import clocks
from licensing.cases.guards import require_short
from licensing.cases.notices import tell_applicant
from licensing.cases.terms import PROCEDURE
from licensing.models.procedure import Procedure
from licensing.states import procedure as states_procedure
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.dates import long_day
from portal.kernel.deadlines.actions.pauses import replan_pause
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState, Unit
from portal.kernel.errors import Invalid, Refused
from portal.kernel.http.access import roles_of
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def replan_procedure(
    *, procedure: Procedure, planned_end: date, reason: str, by: User, at: datetime
) -> Procedure:
    """Give an open procedure a new planned end, told to the applicant in writing again.

    Past the longest time only an approver may, with the reason; his day is the longest then.
    Raises Refused for a closed one and for others, Invalid without a reason.
    """
    case, held = locked_open(procedure, by)
    states_procedure.PROCEDURE.require("replan", held.state)
    day = clock.local_date(at)
    if planned_end < day:
        raise Invalid("plan_in_past", _("新的计划结束日期不能早于今天。"), "planned_end")
    if planned_end > day + LONGEST_PLAN:
        raise Invalid("plan_too_long", _("计划结束日期最多在一年之内。"), "planned_end")
    if len(reason.strip()) < 4:
        raise Invalid("reason_required", _("请写明重新安排的理由。"), "procedure_reason")
    require_short(reason, "procedure_reason")
    longest = Term.objects.get(subject=held.subject, kind=PROCEDURE.code, state=TermState.RUNNING)
    if longest.due_on is not None and planned_end > longest.due_on:
        longest = _prolong(held, planned_end, by, at)
    held.pause = replan_pause(pause=held.pause, planned_end=planned_end, by=by, at=at)
    event = states_procedure.PROCEDURE.apply(
        held,
        "replan",
        by=by,
        at=at,
        context=Context(
            facts={"case": case.pk, "planned_end": planned_end.isoformat()},
            on_behalf_of=case.applicant,
        ),
        reason=reason.strip()[:300],
    )
    tell_in_writing(case, held, longest, replanned=True, by=by)
    tell_applicant(
        case,
        event,
        "replanned",
        procedure=held.kind,
        planned=long_day(planned_end),
        reason=reason.strip(),
    )
    return held


def _prolong(procedure: Procedure, last_day: date, by: User, at: datetime) -> Term:
    """Let an approver's day take the place of the longest time."""
    if Role.APPROVER not in roles_of(by):
        raise Refused("approver_wanted", _("超过最长时间的安排，须由批准人作出。"))
    day, first = clock.local_date(at), procedure.pause.first_day
    clocks.cancel(subject=procedure.subject, on=day, at=at)
    Procedure.objects.filter(pk=procedure.pk).update(overrun_on=None)
    return clocks.start(
        subject=procedure.subject,
        term=PROCEDURE,
        limit=(last_day - first).days,
        unit=Unit.CALENDAR,
        rolls=False,
        started_on=first,
        citation="经批准延长的特别程序时间",
        at=at,
    )
