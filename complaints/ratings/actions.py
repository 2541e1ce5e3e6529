# SPDX-License-Identifier: Apache-2.0
"""Rating a finished case; a bad rating opens a work order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.appeals.filing import MOST_TITLE, file_complaint
from complaints.appeals.models import AppealKind
from complaints.ratings.models import Rating
from licensing.cases.guards import may_act_in
from licensing.cases.models import Case
from licensing.cases.states import CaseState
from portal.kernel import wording
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User

#: Cases that can be rated; levels from this one on are bad ratings (差评, GB/T 39046 A.8).
FINISHED = (CaseState.DELIVERED, CaseState.CLOSED)
BAD_FROM = Rating.Level.POOR


@act
def rate(*, case: Case, level: int, comment: str = "", by: User, at: datetime) -> Rating:
    """Rate one finished case once; raises Refused for strangers and for a second rating."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("subject", "version")
        .get(pk=case.pk)
    )
    if not may_act_in(case, by):
        raise Refused("not_applicant", _("只有申请人可以评价。"))
    if case.state not in FINISHED:
        raise Refused("not_finished", _("办完之后才能评价。"))
    if Rating.objects.filter(case=case).exists():
        raise Refused("rated", _("这次办事已经评价过，谢谢您。"))
    if level not in Rating.Level.values:
        raise Invalid("level", _("请选择一个评价等级。"), "level")
    said = wording.optional(comment, "comment", most=500)
    order = None
    if level >= BAD_FROM:
        order = file_complaint(
            kind=AppealKind.COMPLAINT,
            title=wording.shortened(_("差评：%(item)s") % {"item": case.version.name}, MOST_TITLE),
            text=_("评价为%(level)s。%(comment)s")
            % {"level": Rating.Level(level).label, "comment": said},
            case=case,
            by=by,
            at=at,
        )
    rating = Rating.objects.create(
        case=case,
        level=level,
        comment=said,
        rated_by=by,
        rated_at=at,
        complaint=order,
    )
    record(
        subject=case.subject,
        verb="complaints.act.rate",
        by=by,
        facts={"level": level},
        citation="国办发〔2019〕51号",
    )
    return rating
