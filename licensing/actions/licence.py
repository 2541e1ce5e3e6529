# SPDX-License-Identifier: Apache-2.0
"""What may befall a licence after it was issued: suspended, resumed, revoked, withdrawn …"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from licensing.actions.renewal import locked_licence
from licensing.bans.actions import impose
from licensing.bans.models import BanGround
from licensing.cases import clocks
from licensing.cases.guards import locked, require_organ, require_short
from licensing.cases.notices import tell_applicant
from licensing.cases.terms import VALIDITY
from licensing.licences.models import Licence
from licensing.states import licence as states_licence
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User

#: The acts of a person on a licence; expiry is the sweep's.
VERBS = ("suspend", "resume", "revoke", "withdraw", "cancel", "replace")


@transaction.atomic
def change_licence(
    *, licence: Licence, verb: str, reason: str, is_fraud: bool = False, by: User, at: datetime
) -> Licence:
    """Move a licence along one of its arrows, with a reason that its holder is told.

    ``is_fraud``: it is revoked because it was got by fraud or bribery, which bars its holder
    from a new application where the item concerns safety (行政许可法 79).

    An approver's act of the deciding organ. Raises Invalid for an unknown act or without a
    reason, Refused from a state in which the act makes no sense.
    """
    case = locked(licence.case)
    require_organ(case, by, Role.APPROVER)
    licence = locked_licence(licence)
    if verb not in VERBS:
        raise Invalid("verb", _("请选择要对证照做什么。"), "verb")
    if len(reason.strip()) < 4:
        raise Invalid("reason_required", _("请写明事由，会告知持证人。"), "reason")
    require_short(reason, "reason")
    if is_fraud and verb != "revoke":
        raise Invalid("is_fraud", _("以不正当手段取得的证照，应当撤销。"), "is_fraud")
    event = states_licence.LICENCE.apply(
        licence,
        verb,
        by=by,
        at=at,
        context=Context(effective_on=clock.local_date(at), on_behalf_of=case.applicant),
    )
    if licence.state in states_licence.LICENCE.finals:
        clocks.end(
            subject=licence.subject,
            codes=(VALIDITY.code,),
            on=clock.local_date(at),
            at=at,
        )
    if is_fraud and case.version.concerns_safety:
        impose(case=case, ground=BanGround.FRAUD, by=by, at=at)
    tell_applicant(
        case,
        event,
        "licence_changed",
        licence=licence.title,
        state=str(licence.get_state_display()),
        reason=reason.strip(),
    )
    return licence
