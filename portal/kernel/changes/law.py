# SPDX-License-Identifier: Apache-2.0
"""The days, thresholds and switches of law and city: a new row from a day, by two people.

No row is edited or deleted, also not by the administrator's site; the table refuses it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import wording
from portal.kernel.accounts.words import Role
from portal.kernel.changes.kinds import Effect, Kind, Line, register
from portal.kernel.city_rules import CityRule, rule_book
from portal.kernel.dates import plain_day
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermState
from portal.kernel.errors import Problem

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.changes.kinds import Payload
    from portal.kernel.changes.models import Change

#: The largest number of a rule, and the longest citation.
MOST_VALUE, MOST_CITATION = 5000, 200
_HOURS = 23

#: What a rule reaches beside the terms that it starts, on a day: told by the apps.
Reach = Callable[[str, date], list[Effect]]

_reaches: dict[str, Reach] = {}
_terms: dict[str, tuple[str, ...]] = {}


def register_reach(codes: tuple[str, ...], reach: Reach) -> None:
    """Let an app tell what rules of these codes reach; raises ValueError for one told twice."""
    if doubled := set(codes) & set(_reaches):
        raise ValueError(f"reach told twice: {sorted(doubled)}")
    _reaches.update(dict.fromkeys(codes, reach))


def register_terms(terms: dict[str, tuple[str, ...]]) -> None:
    """Let an app tell which kinds of terms the number of a rule starts."""
    _terms.update(terms)


def _rule(payload: Payload) -> CityRule | None:
    """Return the newest row of the rule, in force or to come."""
    rows = CityRule.objects.filter(code=payload["code"]).order_by("-effective_on")
    return rows.first()


def _day(payload: Payload) -> date:
    return date.fromisoformat(payload["effective_on"])


def _value_problem(payload: Payload, rule: CityRule) -> list[Problem]:
    value = payload["value"]
    if rule.unit == "hour" and not 0 <= value <= _HOURS:
        return [Problem("value", "value", _("钟点须在0到23之间。"))]
    least = 0 if rule.value == 0 or rule.unit in ("", "hour") else 1
    if not least <= value <= MOST_VALUE:
        text = _("数值须在%(least)d到%(most)d之间。") % {"least": least, "most": MOST_VALUE}
        return [Problem("value", "value", text)]
    return []


def _problems(payload: Payload, on: date) -> list[Problem]:
    rule = _rule(payload)
    if rule is None:
        return [Problem("code", "code", _("没有这条规则。"))]
    found = _value_problem(payload, rule)
    found += wording.length_problem(
        payload["citation"], "citation", most=MOST_CITATION,
        message=_("请写明新的依据（文件名称和条款）。"), code="required",
    )  # fmt: skip
    day = _day(payload)
    if day <= on:
        text = _("生效日期最早是明天：已经发生的事按当时的规定。")
        found.append(Problem("effective_on", "not_ahead", text))
    elif CityRule.objects.filter(code=rule.code, effective_on=day).exists():
        text = _("这一天已有一条生效，请换一天。")
        found.append(Problem("effective_on", "day_taken", text))
    before = _in_force(rule.code, day)
    if (payload["value"], payload["is_on"], payload["citation"].strip()) == (
        before.value, before.is_on, before.citation,
    ):  # fmt: skip
        found.append(Problem("value", "same", _("和生效那天的规定一样，没有变更。")))
    return found


def _in_force(code: str, on: date) -> CityRule:
    """Return the row that holds on a day, the first to come for a rule that begins later."""
    found = rule_book(on).rows.get(code)
    return found or CityRule.objects.filter(code=code).order_by("effective_on")[0]


def shown_value(rule: CityRule) -> str:
    """Return the number with its unit, or whether a switch is on."""
    state = "" if rule.is_on else _("（停用）")
    if not rule.unit:
        return _("启用") if rule.is_on else _("停用")
    return f"{rule.value} {UNITS.get(rule.unit, rule.unit)}{state}"


#: Units of rules in words.
UNITS: dict[str, Any] = {
    "working": gettext_lazy("个工作日"),
    "calendar": gettext_lazy("日"),
    "months": gettext_lazy("个月"),
    "years": gettext_lazy("年"),
    "hour": gettext_lazy("点"),
    "hours": gettext_lazy("小时"),
    "minutes": gettext_lazy("分钟"),
    "seconds": gettext_lazy("秒"),
    "times": gettext_lazy("次"),
    "digits": gettext_lazy("位"),
    "files": gettext_lazy("个文件"),
    "megabytes": gettext_lazy("MB"),
    "cards": gettext_lazy("张"),
}


def _lines(payload: Payload, on: date) -> list[Line]:
    del on
    before = _in_force(payload["code"], _day(payload))
    after = _row(payload, before)
    until = plain_day(before.effective_on)
    return [
        Line(before.label, shown_value(before), shown_value(after)),
        Line(_("依据"), before.citation, after.citation),
        Line(_("生效日期"), until, plain_day(after.effective_on)),
    ]


def _effects(payload: Payload, on: date) -> list[Effect]:
    del on
    code, day = payload["code"], _day(payload)
    found = []
    later = CityRule.objects.filter(code=code, effective_on__gt=day).order_by("effective_on")
    if (next_row := later.first()) is not None:
        label = _("只用到%(day)s前：之后另有一条生效") % {"day": plain_day(next_row.effective_on)}
        found.append(Effect(label, later.count()))
    if kinds := _terms.get(code):
        running = Term.objects.filter(kind__in=kinds, state=TermState.RUNNING).count()
        found.append(Effect(_("正在计时的期限，日期不变（按开始时的规定）"), running, moves=True))
    if (reach := _reaches.get(code)) is not None:
        found += reach(code, day)
    if not found:
        found.append(Effect(_("生效日起，每一次用到这条规则的办理"), 0))
    return found


def _row(payload: Payload, like: CityRule) -> CityRule:
    return CityRule(
        code=like.code,
        label=like.label,
        unit=like.unit,
        is_own=like.is_own,
        value=payload["value"],
        is_on=payload["is_on"],
        citation=payload["citation"].strip(),
        effective_on=_day(payload),
    )


def _apply(payload: Payload, change: Change, by: User, at: datetime) -> None:
    del by, at  # the story is that of the change
    row = _row(payload, _in_force(payload["code"], _day(payload)))
    row.change = change
    row.save(force_insert=True)


RULE = register(
    Kind(
        code="city_rule",
        label=gettext_lazy("规则和期限"),
        proposers=frozenset({Role.SYSTEM_ADMIN, Role.SUPERVISOR}),
        confirmer=Role.SUPERVISOR,
        what=lambda payload: str(payload["code"]),
        problems=_problems,
        lines=_lines,
        effects=_effects,
        apply=_apply,
    )
)
