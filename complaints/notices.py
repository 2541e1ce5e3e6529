# SPDX-License-Identifier: Apache-2.0
"""Words about complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from licensing.notices import holders_of
from portal.kernel.access import Role
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from complaints.models import Complaint
    from portal.kernel.audit.models import Event

WORDS = {
    "complaint_dispatched": (
        _("诉求已派单"),
        _("诉求%(number)s已交%(organ)s办理，最迟%(due)s答复您。"),
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
        title=str(title),
        body=str(body) % {"number": complaint.number, **facts},
        link=f"/complaints/{complaint.number}/",
    )


def tell_organ(complaint: Complaint, event: Event, **facts: object) -> None:
    """Tell those who handle complaints in the organ, never the one complained of."""
    if complaint.organ_id is None:
        return
    title, body = WORDS["complaint_assigned"]
    for user in holders_of(complaint.organ_id, Role.REVIEWER):
        if user.staff_member is not None and user.staff_member.pk == complaint.about_staff_id:
            continue
        notify(
            event=event,
            kind="complaint_assigned",
            user=user,
            title=str(title),
            body=str(body) % {"number": complaint.number, **facts},
            link=f"/complaints/desk/{complaint.number}/",
        )
