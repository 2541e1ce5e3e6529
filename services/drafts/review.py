# SPDX-License-Identifier: Apache-2.0
"""The second person's part: approving a draft from a day, or sending it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import clock, wording
from portal.kernel.acts import act
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context
from services.drafts.judging import locked, require_publishable, wrote
from services.drafts.publication import put_in_force
from services.drafts.states import DRAFT

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from services.drafts.models import Draft

MAX_REASON = 500


@act
def approve(*, draft: Draft, effective_on: date, by: User, at: datetime) -> Draft:
    """Approve a draft: in force at once when the day is today, else when the day comes.

    Raises Refused for anybody who wrote in it, Invalid for a day that is over and for whatever
    the rules find by now.
    """
    held = locked(draft)
    DRAFT.require("approve", held.state)
    if wrote(held, by):
        raise Refused(
            "own_draft", _("起草和修改过的人不能审核自己的草稿，请另一位事项管理员审核。")
        )
    today = clock.local_date(at)
    if effective_on < today:
        raise Invalid("day_is_over", _("生效日期不能早于今天。"), "effective_on")
    require_publishable(held)
    facts = {"effective_on": effective_on.isoformat()}
    DRAFT.apply(
        held,
        "approve",
        by=by,
        at=at,
        context=Context(facts=facts),
        effective_on=effective_on,
        reviewed_by=by,
        changed_at=at,
    )
    if effective_on == today:
        return put_in_force(draft=held, by=by, at=at)
    return held


@act
def send_back(*, draft: Draft, reason: str, by: User, at: datetime) -> Draft:
    """Send a draft back to be changed, also one that waits for its day; raises Invalid without
    a reason."""
    held = locked(draft)
    DRAFT.require("send_back", held.state)
    why = wording.reason(
        reason,
        "reason",
        least=1,
        most=MAX_REASON,
        message=_("请写明退回的理由。"),
        code="blank_field",
    )
    DRAFT.apply(
        held,
        "send_back",
        by=by,
        at=at,
        reason=why,
        effective_on=None,
        reviewed_by=by,
        changed_at=at,
    )
    return held
