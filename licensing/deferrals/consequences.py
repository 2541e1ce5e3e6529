# SPDX-License-Identifier: Apache-2.0
"""What follows when a period of a case runs out, and who is reminded before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases.notices import due_text, tell_applicant
from licensing.deferrals.actions import lapse
from licensing.deferrals.models import Deferral
from licensing.deferrals.states import OWED
from portal.kernel import clock
from portal.kernel.audit.actions import record

if TYPE_CHECKING:
    from portal.kernel.deadlines.terms.models import Term


def on_deferral_overdue(term: Term) -> None:
    """The promised material did not come in time."""
    deferral = Deferral.objects.select_related("case").get(subject_id=term.subject_id)
    lapse(deferral=deferral, at=clock.now())


def remind_of_deferral(term: Term, rung: str) -> None:
    """Remind the applicant of a promised material."""
    deferral = Deferral.objects.select_related(
        "subject", "case__version", "case__applicant", "case_material__material"
    ).get(subject_id=term.subject_id)
    if deferral.state not in OWED:
        return
    event = record(
        subject=deferral.subject, verb="licensing.reminder.deferral", facts={"rung": rung}
    )
    tell_applicant(
        deferral.case,
        event,
        "deferral_reminder",
        lines=deferral.case_material.material.name,
        supply=due_text(term),
    )
