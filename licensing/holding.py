# SPDX-License-Identifier: Apache-2.0
"""What follows from the periods of a licence and of a ban, and who is reminded before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing import queries_licence
from licensing.bans.actions import end as end_ban
from licensing.bans.models import Ban
from licensing.cases.notices import MOVED, tell_applicant
from licensing.licences.models import Licence
from licensing.states.licence import LicenceState
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit, long_day
from portal.kernel.deadlines.terms.ladders import OVERDUE
from portal.kernel.deadlines.terms.registry import label_of

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.deadlines.terms.models import Term


def _licence(term: Term) -> Licence:
    return Licence.objects.select_related(
        "subject", "case__version", "case__applicant", "case__subject"
    ).get(subject_id=term.subject_id)


def on_ban_over(term: Term) -> None:
    """The applicant may apply again."""
    end_ban(ban=Ban.objects.get(subject_id=term.subject_id), at=clock.now())


def remind_holder(term: Term, rung: str) -> None:
    """Remind the holder that the licence runs out, and by when to ask for its renewal."""
    licence = _licence(term)
    if rung == OVERDUE or licence.state != LicenceState.VALID or licence.valid_to is None:
        return
    if queries_licence.open_renewal(licence) is not None:
        return
    window = queries_licence.renewal_window(licence, clock.today())
    event = record(
        subject=licence.subject, verb="licensing.reminder.validity", facts={"rung": rung}
    )
    in_time = clock.today() <= window.closes_on
    tell_applicant(
        licence.case,
        event,
        "licence_runs_out" if in_time else "licence_runs_out_late",
        licence=licence.title,
        until=long_day(licence.valid_to),
        closes=long_day(window.closes_on),
    )


def tell_holder_moved(term: Term, old_due: date | None) -> None:
    """Tell the holder that the licence's last day has moved."""
    licence = _licence(term)
    event = record(
        subject=licence.subject,
        verb="licensing.reminder.moved",
        facts={
            "term": term.pk,
            "from": old_due.isoformat() if old_due else None,
            "to": term.due_on.isoformat() if term.due_on else None,
        },
    )
    tell_applicant(
        licence.case,
        event,
        MOVED,
        term=f"{licence.title}{label_of(term.kind)}",
        cause=queries_licence.cause_of_move(term),
        due=day_or_limit(term.due_on, term.limit),
    )
