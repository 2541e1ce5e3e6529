# SPDX-License-Identifier: Apache-2.0
"""Ending a policy before its time, with a reason that the public reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import require
from services.actions.policies import ZY38
from services.editors.subjects import begin_story, tell
from services.models.policy import Policy
from services.text import has_control, tidy

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.accounts.models import User

LEAST_WORDS, MOST_WORDS = 5, 200


def _reason_problems(reason: str) -> list[Problem]:
    if LEAST_WORDS <= len(reason) <= MOST_WORDS and not has_control(reason):
        return []
    return [Problem("reason", "length", _("请写明原因，5 到 200 个字，公众可以看到。"))]


@transaction.atomic
def close_policy(
    *, policy: Policy, last_day: date | None, reason: str, by: User, at: datetime
) -> Policy:
    """End a policy: ``last_day`` is the last on which it holds, today at the earliest.

    One that has not begun is taken off the list and never holds; ``last_day`` is then not asked.
    Raises Invalid for a gap, Refused when the policy is over or off the list already.
    """
    require(by, Role.EDITOR)
    policy = Policy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    today = clock.local_date(at)
    if not policy.is_published or policy.valid_to < today:
        raise Refused("over", _("这项政策已经不在执行。"))
    reason = tidy(reason)
    problems = _reason_problems(reason)
    has_begun = policy.valid_from <= today
    if has_begun and (last_day is None or not today <= last_day <= policy.valid_to):
        text = _("最后一天要在今天到原来的到期日之间。")
        problems.insert(0, Problem("last_day", "not_in_term", text))
    if problems:
        raise Invalid.many(problems)
    facts: dict[str, object] = {"was": policy.valid_to.isoformat()}
    if has_begun and last_day is not None:
        policy.valid_to = last_day
        facts["to"] = last_day.isoformat()
    policy.is_published = has_begun
    policy.closing_reason = reason
    begin_story(policy, "policy")
    policy.save(update_fields=["valid_to", "is_published", "closing_reason", "subject"])
    tell(policy, "policy.close", by=by, facts=facts, citation=ZY38)
    return policy
