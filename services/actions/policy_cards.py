# SPDX-License-Identifier: Apache-2.0
"""Keeping the cards of policies for enterprises (ZY 14): what each gives, to whom, how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.http.access import require
from services.condition_rules import condition_problems
from services.conditions import row_of
from services.editors.codes import free_code
from services.editors.subjects import begin_story, require_unchanged, take_turn, tell
from services.intermediaries.rules import missing
from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.models.policy import Policy
from services.text import tidy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from services.conditions import Typed

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


@transaction.atomic
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
    take_turn()
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
