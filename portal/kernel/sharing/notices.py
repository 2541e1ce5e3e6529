# SPDX-License-Identifier: Apache-2.0
"""What both organs are told of a request; never what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.absences.queries import for_absentee, holders_of, with_deputies
from portal.kernel.accounts.words import Role
from portal.kernel.audit.actions import record
from portal.kernel.dates import day_or_limit
from portal.kernel.notices.actions import notify
from portal.kernel.sharing.models import DataRequest
from portal.kernel.sharing.rules import data_kinds

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.audit.models import Event
    from portal.kernel.deadlines.terms.models import Term


def _link(request: DataRequest) -> str:
    return f"/staff/data-requests/{request.pk}/"


def tell_holder(request: DataRequest, event: Event, term: Term) -> None:
    """Tell those who answer for the organ that was asked, and by when."""
    reviewers = holders_of(request.holder_id, Role.REVIEWER)
    for user, absentee in with_deputies(reviewers, clock.today()):
        notify(
            event=event, kind="data_asked", user=user, link=_link(request),
            title=for_absentee(_("数据请求待答复 %(number)s") % {"number": request.number}, absentee),
            body=_("%(organ)s请求提供%(kind)s，最迟%(due)s答复；只能按法定理由不予提供。") % {
                "organ": request.asker.name, "kind": data_kinds()[request.kind].label,
                "due": day_or_limit(term.due_on, term.limit),
            },
        )  # fmt: skip


def tell_asker(request: DataRequest, event: Event, kind: str) -> None:
    """Tell whoever asked that there is an answer."""
    notify(
        event=event, kind=kind, user=request.asked_by, link=_link(request),
        title=_("数据请求 %(number)s：%(state)s") % {
            "number": request.number, "state": request.get_state_display(),
        },
        body=_("%(organ)s已经答复，请查看。") % {"organ": request.holder.name},
    )  # fmt: skip


def _of(term: Term) -> DataRequest:
    rows = DataRequest.objects.select_related("subject", "asker", "holder")
    return rows.get(subject=term.subject_id)


def remind_of_answer(term: Term, rung: str) -> None:
    """Remind those who answer for the organ that was asked."""
    request = _of(term)
    event = record(
        subject=request.subject, verb="kernel.reminder.data_request", facts={"rung": rung}
    )
    tell_holder(request, event, term)


def answer_moved(term: Term, old_due: date | None) -> None:
    """Tell them the day that a change of the calendar has moved."""
    del old_due
    request = _of(term)
    event = record(subject=request.subject, verb="kernel.data_request.moved", facts={})
    tell_holder(request, event, term)
