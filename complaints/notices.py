# SPDX-License-Identifier: Apache-2.0
"""Words about complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.cases.notices import for_absentee, holders_of
from portal.kernel import clock
from portal.kernel.absences.queries import with_deputies
from portal.kernel.accounts.models import Role
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from complaints.models.complaint import Complaint
    from portal.kernel.audit.models import Event

WORDS = {
    "complaint_dispatched": (
        _("诉求已派单"),
        _("诉求%(number)s已交%(organ)s办理，最迟%(due)s答复您。"),
    ),
    "complaint_moved": (
        _("日期有变：诉求%(number)s"),
        _("诉求%(number)s因放假安排调整，最迟日期是%(due)s。"),
    ),
    "complaint_due": (
        _("诉求快到期：%(number)s"),
        _("诉求%(number)s最迟%(due)s答复，请抓紧。"),
    ),
    "complaint_handed_over": (
        _("代办诉求"),
        _("诉求%(number)s由您代办，最迟%(due)s答复。"),
    ),
    "complaint_answered": (_("诉求已答复"), _("诉求%(number)s已答复，请查看；不满意可以说明。")),
    "complaint_assigned": (
        _("新诉求待签收"),
        _("诉求%(number)s已派给%(organ)s，最迟%(due)s答复。"),
    ),
}


def tell_complainant(complaint: Complaint, event: Event, kind: str, **facts: object) -> None:
    """Tell the one who filed it, when there is an account."""
    if complaint.filed_by is None:
        return
    title, body = WORDS[kind]
    notify(
        event=event,
        kind=kind,
        user=complaint.filed_by,
        title=str(title) % {"number": complaint.number},
        body=str(body) % {"number": complaint.number, **facts},
        link=f"/complaints/{complaint.number}/",
    )


def tell_handler(complaint: Complaint, event: Event, kind: str, **facts: object) -> None:
    """Tell the handler of a complaint, and the deputy of one who is away."""
    if complaint.handler is None:
        return
    title, body = WORDS[kind]
    for user, absentee in with_deputies([complaint.handler], clock.today()):
        notify(
            event=event,
            kind=kind,
            user=user,
            title=for_absentee(str(title) % {"number": complaint.number}, absentee),
            body=str(body) % {"number": complaint.number, **facts},
            link=f"/complaints/desk/{complaint.number}/",
        )


def tell_organ(complaint: Complaint, event: Event, **facts: object) -> None:
    """Tell those who handle complaints in the organ, never the one complained of."""
    if complaint.organ_id is None:
        return
    title, body = WORDS["complaint_assigned"]
    reviewers = holders_of(complaint.organ_id, Role.REVIEWER)
    for user, absentee in with_deputies(reviewers, clock.today()):
        if user.staff_member is not None and user.staff_member.pk == complaint.about_staff_id:
            continue
        notify(
            event=event,
            kind="complaint_assigned",
            user=user,
            title=for_absentee(str(title), absentee),
            body=str(body) % {"number": complaint.number, **facts},
            link=f"/complaints/desk/{complaint.number}/",
        )
