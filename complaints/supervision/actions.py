# SPDX-License-Identifier: Apache-2.0
"""Supervision's acts on a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.ratings.models import Urge
from licensing.cases.states import OPEN_STATES
from licensing.review.states import StepState
from portal.kernel import clock, wording
from portal.kernel.absences.queries import for_absentee, holders_of, in_role, with_deputies
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Refused
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from datetime import datetime

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User


def holders(case: Case) -> list[User]:
    """Return those in whose hands the case is: step handlers, else the role, else the desk."""
    steps = case.steps.filter(state__in=(StepState.OPEN, StepState.CLAIMED)).select_related(
        "handler"
    )
    users = [
        user
        for step in steps
        for user in ([step.handler] if step.handler else holders_of(step.organ_id, step.role))
    ]
    if users:
        return users
    if case.accepted_on is not None:
        return list(holders_of(case.organ_id, Role.APPROVER))
    return list(in_role(Role.CLERK).filter(staff__centre_id=case.centre_id))


@act
def urge(*, case: Case, note: str, by: User, at: datetime) -> Urge:
    """Urge those who hold an open case; raises Refused for an ended one or a foreign role."""
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以催办。"))
    if case.state not in OPEN_STATES:
        raise Refused("wrong_state", _("这个办件已经办完，不用催办。"))
    said = wording.optional(note, "note", most=300)
    made = Urge.objects.create(case=case, note=said, urged_by=by, urged_at=at)
    event = record(subject=case.subject, verb="complaints.act.urge", by=by, facts={"urge": made.pk})
    for user, absentee in with_deputies(holders(case), clock.local_date(at)):
        link = f"/review/{case.number}/" if case.accepted_on else f"/counter/{case.number}/"
        notify(
            event=event,
            kind="urged",
            user=user,
            title=for_absentee(_("催办：%(item)s") % {"item": case.version.name}, absentee),
            body=_("办件%(number)s请抓紧办理。%(note)s")
            % {"number": case.number, "note": made.note},
            link=link,
        )
    return made
