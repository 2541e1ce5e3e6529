# SPDX-License-Identifier: Apache-2.0
"""Keeping the cards of policies for enterprises (ZY 14): what each gives, to whom, how long."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import require
from portal.kernel.subjects import Subject
from services.editors.codes import free_code
from services.editors.subjects import begin_story, require_unchanged, take_desk_lock, tell
from services.intermediaries.rules import missing
from services.items import reference
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.policies.conditions import condition_problems, row_of
from services.policies.models import EvaluationOutcome, Policy, PolicyEvaluation
from services.policies.rules import unreadable
from services.text import has_control, tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.policies.conditions import Typed


ZY14 = "资阳市优化营商环境条例第十四条"


TEXTS = ("name", "organ", "benefit", "how", "source")


#: Words that an address of the desk uses itself.
RESERVED = {"new"}


def _problems(told: Mapping[str, Any], item: ServiceItem | None, pk: int) -> list[Problem]:
    labels = {
        "name": _("名称"),
        "organ": _("牵头部门"),
        "benefit": _("给什么"),
        "how": _("怎么申请"),
        "source": _("政策依据"),
        "valid_from": _("施行"),
        "valid_to": _("有效期至"),
    }
    found = list(missing(told, labels))
    if told["name"] and Policy.objects.filter(name=told["name"]).exclude(pk=pk).exists():
        found.append(Problem("name", "name_taken", _("已经有一项政策叫这个名称。")))
    if told["item"] and item is None:
        text = _("目录里没有“%(name)s”这个事项。") % {"name": told["item"]}
        found.append(Problem("item", "unknown_item", text))
    first, last = told["valid_from"], told["valid_to"]
    if first and last and last < first:
        found.append(Problem("valid_to", "ends_before_start", _("最后一天早于第一天。")))
    return found


def _locked(policy: Policy, seen: int, at: datetime) -> Policy:
    rows = Policy.objects.select_for_update(of=("self",)).select_related("subject")
    policy = rows.get(pk=policy.pk)
    require_unchanged(policy, seen)
    if policy.is_published and policy.valid_to < clock.local_date(at):
        raise Refused("over", _("这项政策已经到期，请先评估；要继续执行，另发一项。"))
    return policy


@act
def save_policy(
    *,
    policy: Policy | None,
    told: Mapping[str, Any],
    conditions: Sequence[Typed],
    places: Mapping[str, str],
    seen: int = 0,
    by: User,
    at: datetime,
) -> Policy:
    """Publish a policy, or change one whose term is not over; it holds at once.

    ``told``: texts and days; ``item`` names an item or is empty. ``seen``: the state the page
    was made from. Raises Invalid naming every gap, Stale, or Refused once the term is over.
    """
    require(by, Role.EDITOR)
    take_desk_lock()
    policy = _locked(policy, seen, at) if policy else None
    kept: dict[str, Any] = {name: tidy(told.get(name) or "") for name in (*TEXTS, "item")}
    kept |= {name: told.get(name) for name in ("valid_from", "valid_to")}
    named = Q(code=kept["item"]) | Q(name=kept["item"])
    item = ServiceItem.objects.filter(named).order_by("pk").first() if kept["item"] else None
    problems = _problems(kept, item, policy.pk if policy else 0)
    if kept["valid_to"] and kept["valid_to"] < clock.local_date(at):
        problems.append(Problem("valid_to", "over", _("这一天已经过去，政策一公布就到期了。")))
    if problems := [*problems, *condition_problems(conditions, places)]:
        raise Invalid.many(problems)
    verb = "change" if policy else "publish"
    codes = set(Policy.objects.values_list("code", flat=True)) | RESERVED
    policy = policy or Policy(code=free_code(kept["name"], codes))
    if verb == "publish" or told.get("is_confirmed"):
        policy.provenance = Provenance.FOUND
    if verb == "change" and (not policy.is_published or kept["valid_to"] > policy.valid_to):
        policy.closing_reason = ""  # it goes on after all
    for name, value in {**kept, "item": item}.items():
        setattr(policy, name, value)
    policy.conditions = [row_of(one, places) for one in conditions]
    policy.is_published = True
    begin_story(policy, "policy")
    policy.save()
    tell(policy, f"policy.{verb}", by=by, citation=ZY14)
    return policy


# -- Evaluating a policy after its term (ZY 38) ------------------------------------------------


ZY38 = "资阳市优化营商环境条例第三十八条"


LEAST_WORDS = 10


MOST_WORDS = 1000


def _problems_of_evaluation(
    outcome: str, beneficiaries: int | None, findings: str
) -> list[Problem]:
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


@act
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
    if problems := _problems_of_evaluation(outcome, beneficiaries, findings):
        raise Invalid.many(problems)
    evaluation = PolicyEvaluation.objects.create(
        policy=policy,
        subject=Subject.objects.begin("services.policy_evaluation"),
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


# -- Ending a policy before its time, with a reason that the public reads ----------------------


LEAST_REASON, MOST_REASON = 5, 200


def _reason_problems(reason: str) -> list[Problem]:
    if LEAST_REASON <= len(reason) <= MOST_REASON and not has_control(reason):
        return []
    return [Problem("reason", "length", _("请写明原因，5 到 200 个字，公众可以看到。"))]


@act
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


# -- Loading the demo policies; those that are there stay --------------------------------------


@act
def load_policies(*, by: User | None, at: datetime) -> int:
    """Add the demo policies that are not there; raises ValueError for a condition unknown."""
    del by, at  # reference rows carry no story of their own
    made = 0
    for row in reference.policies():
        if wrong := unreadable(row["conditions"]):
            raise ValueError(f"unknown conditions: {wrong}")
        for key in ("valid_from", "valid_to"):
            row[key] = date.fromisoformat(row[key])
        code = row.pop("code")
        _policy, is_new = Policy.objects.get_or_create(
            code=code, defaults={**row, "provenance": Provenance.SYNTHETIC}
        )
        made += is_new
    return made
