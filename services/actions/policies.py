# SPDX-License-Identifier: Apache-2.0
"""Evaluating a policy after its term (ZY 38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import require
from portal.kernel.subjects import Subject
from services.models.policy import Policy
from services.models.policy_evaluation import EvaluationOutcome, PolicyEvaluation
from services.text import tidy

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User

ZY38 = "资阳市优化营商环境条例第三十八条"
LEAST_WORDS = 10
MOST_WORDS = 1000


def _problems(outcome: str, beneficiaries: int | None, findings: str) -> list[Problem]:
    found = []
    if outcome not in EvaluationOutcome.values:
        found.append(Problem("outcome", "required", _("请选一个结论。")))
    if beneficiaries is None or beneficiaries > 2_000_000_000:
        text = _("请填享受这项政策的企业数，没有就填 0。")
        found.append(Problem("beneficiaries", "not_a_number", text))
    if not LEAST_WORDS <= len(findings) <= MOST_WORDS:
        text = _("请写明执行情况，10 到 1000 个字。")
        found.append(Problem("findings", "length", text))
    return found


@transaction.atomic
def evaluate_policy(
    *,
    policy: Policy,
    outcome: str,
    beneficiaries: int | None,
    findings: str,
    by: User,
    at: datetime,
) -> PolicyEvaluation:
    """Record how a policy was carried out; once, and only after its last day.

    Raises Refused before the end of the term or for a second evaluation, Invalid for a gap.
    """
    require(by, Role.EDITOR)
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.valid_to >= clock.local_date(at):
        raise Refused("term_runs", _("政策还在有效期内，期满后再评估。"))
    if PolicyEvaluation.objects.filter(policy=policy).exists():
        raise Refused("evaluated", _("这项政策已经评估过了。"))
    findings = tidy(findings)
    if problems := _problems(outcome, beneficiaries, findings):
        raise Invalid.many(problems)
    evaluation = PolicyEvaluation.objects.create(
        policy=policy,
        subject=Subject.objects.create(kind="services.policy_evaluation"),
        outcome=outcome,
        beneficiaries=beneficiaries or 0,
        findings=findings,
        evaluated_by=by,
        evaluated_at=at,
    )
    record(
        subject=evaluation.subject,
        verb="services.policy.evaluate",
        by=by,
        facts={"policy": policy.pk, "outcome": outcome},
        citation=ZY38,
    )
    return evaluation
