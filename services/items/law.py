# SPDX-License-Identifier: Apache-2.0
"""Charges, and classes of items that may not be deferred: a new row from a day, by two people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import wording
from portal.kernel.accounts.words import Role
from portal.kernel.changes.kinds import MOST_NAMES, Effect, Kind, Line, register
from portal.kernel.dates import plain_day
from portal.kernel.errors import Problem
from services.items.charges import charging
from services.items.codes import Handling
from services.items.models.charges import DeferralExclusion, FeeItem
from services.items.models.item import ServiceItem
from services.items.models.version import OfferingVersion
from services.items.queries import deferrable_but

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.changes.kinds import Payload
    from portal.kernel.changes.models import Change

LEAST_TEXT, MOST_NAME, MOST_TEXT = 2, 100, 200
PROPOSERS: frozenset[str] = frozenset({Role.EDITOR, Role.SUPERVISOR})

#: Counts the cases of offerings (keys): those that wait to be taken in, and those that run.
CountCases = Callable[[list[int]], tuple[int, int]]
_counters: list[CountCases] = []


def register_cases(count: CountCases) -> None:
    """Let the app that knows cases count those that a change reaches."""
    _counters.append(count)


def _cases(versions: Iterable[OfferingVersion]) -> tuple[int, int]:
    offerings = [one.offering_id for one in versions]
    found = [count(offerings) for count in _counters]
    return sum(one for one, _running in found), sum(running for _one, running in found)


def _day(payload: Payload) -> date:
    return date.fromisoformat(payload["effective_on"])


def _text(payload: Payload, name: str, message: str, most: int = MOST_TEXT) -> list[Problem]:
    return wording.length_problem(
        payload[name], name, least=LEAST_TEXT, most=most, message=message, code="required"
    )


def _day_problems(rows: Any, payload: Payload, on: date) -> list[Problem]:
    if _day(payload) <= on:
        text = _("生效日期最早是明天：已经发生的事按当时的规定。")
        return [Problem("effective_on", "not_ahead", text)]
    if rows.filter(effective_on=_day(payload)).exists():
        return [Problem("effective_on", "day_taken", _("这一天已有一条生效，请换一天。"))]
    return []


def _names(versions: Iterable[OfferingVersion]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in versions))[:MOST_NAMES]


def _later(rows: Any, day: date) -> list[Effect]:
    later = rows.filter(effective_on__gt=day).order_by("effective_on")
    first = later.first()
    if first is None:
        return []
    label = _("只用到%(day)s前：之后另有一条生效") % {"day": plain_day(first.effective_on)}
    return [Effect(label, later.count())]


def _tail(before: FeeItem | DeferralExclusion | None, payload: Payload) -> list[Line]:
    """Return the lines that every row of law has: its source and its day."""
    return [
        Line(_("依据"), before.citation if before else "", payload["citation"].strip()),
        Line(
            _("生效日期"),
            plain_day(before.effective_on) if before else "",
            plain_day(_day(payload)),
        ),
    ]


# -- Charges (行政许可法 58) ------------------------------------------------------------------------


def _fee_before(payload: Payload) -> FeeItem | None:
    rows = FeeItem.objects.in_force(_day(payload)).filter(name=payload["name"].strip())
    return rows.first()


def _fee_problems(payload: Payload, on: date) -> list[Problem]:
    name = payload["name"].strip()
    rows = FeeItem.objects.filter(name=name)
    found = _text(payload, "name", _("请写明收费项目的名称。"), MOST_NAME)
    found += _text(payload, "standard", _("请写明收费标准。"))
    found += _text(payload, "citation", _("请写明新的依据（文件名称和条款）。"))
    found += _day_problems(rows, payload, on)
    before = _fee_before(payload)
    now = (payload["standard"].strip(), payload["is_active"], payload["citation"].strip())
    if before and now == (before.standard, before.is_active, before.citation):
        found.append(Problem("standard", "same", _("和生效那天的规定一样，没有变更。")))
    if before is None and not payload["is_active"]:
        found.append(Problem("is_active", "unknown", _("清单里没有这一项，不用停用。")))
    if not payload["is_active"] and (guides := _names(charging(name).order_by("name"))):
        text = _("还有指南在收这一项：%(names)s。请先把指南改成不收费。")
        found.append(Problem("is_active", "fee_in_use", text % {"names": "、".join(guides[:3])}))
    return found


def shown_fee(row: FeeItem | None) -> str:
    """Return the standard of a charge in words."""
    if row is None:
        return _("不在清单上")
    return row.standard if row.is_active else _("停收")


def _fee_row(payload: Payload) -> FeeItem:
    return FeeItem(
        name=payload["name"].strip(), standard=payload["standard"].strip(),
        is_active=payload["is_active"], citation=payload["citation"].strip(),
        effective_on=_day(payload),
    )  # fmt: skip


def _fee_lines(payload: Payload, on: date) -> list[Line]:
    del on
    before, row = _fee_before(payload), _fee_row(payload)
    return [Line(row.name, shown_fee(before), shown_fee(row)), *_tail(before, payload)]


def _fee_effects(payload: Payload, on: date) -> list[Effect]:
    del on
    row, day = _fee_row(payload), _day(payload)
    guides = list(charging(row.name).order_by("name"))
    changed = [one for one in guides if _charges_another(one, row)]
    return [
        *_later(FeeItem.objects.filter(name=row.name), day),
        Effect(_("生效日换新版、按新标准收费的指南"), len(changed), _names(changed)),
        Effect(_("这些指南已经提交的办件：仍按提交时的标准"), sum(_cases(changed)), moves=True),
    ]


def _charges_another(version: OfferingVersion, row: FeeItem) -> bool:
    return version.fees.filter(fee_item__name=row.name).exclude(standard=row.standard).exists()


def _add_fee(payload: Payload, change: Change, by: User, at: datetime) -> None:
    del by, at  # the story is that of the change
    row = _fee_row(payload)
    row.change = change
    row.save(force_insert=True)


FEE = register(
    Kind(
        code="fee",
        label=gettext_lazy("收费清单"),
        what=lambda payload: str(payload["name"]).strip(),
        problems=_fee_problems,
        lines=_fee_lines,
        effects=_fee_effects,
        apply=_add_fee,
        proposers=PROPOSERS,
        confirmer=Role.SUPERVISOR,
    )
)


# -- What may not be deferred ------------------------------------------------------------------


def _rows_on(day: date) -> list[DeferralExclusion]:
    return list(DeferralExclusion.objects.in_force(day).filter(is_on=True))


def _exclusion_before(payload: Payload) -> DeferralExclusion | None:
    return DeferralExclusion.objects.in_force(_day(payload)).filter(code=payload["code"]).first()


def _exclusion_problems(payload: Payload, on: date) -> list[Problem]:
    rows = DeferralExclusion.objects.filter(code=payload["code"])
    found = _text(payload, "label", _("请写明为什么不适用容缺。"))
    found += _text(payload, "citation", _("请写明新的依据（文件名称和条款）。"))
    found += _day_problems(rows, payload, on)
    codes = payload["item_codes"]
    known = set(ServiceItem.objects.filter(code__in=codes).values_list("code", flat=True))
    if unknown := [code for code in codes if code not in known]:
        text = _("没有编码是%(code)s的事项。") % {"code": unknown[0]}
        found.append(Problem("item_codes", "unknown", text))
    if payload["handling"] not in {"", *Handling.values}:
        found.append(Problem("handling", "unknown", _("没有这种办件类型。")))
    elif not codes and not payload["handling"]:
        found.append(Problem("item_codes", "nothing", _("请选办件类型，或者列出事项。")))
    before = _exclusion_before(payload)
    if before and _told(before) == _told(_exclusion_row(payload)):
        found.append(Problem("label", "same", _("和生效那天的规定一样，没有变更。")))
    return found


def _told(row: DeferralExclusion) -> tuple[object, ...]:
    return (
        row.label, row.citation, row.is_own, row.is_on, row.handling, sorted(row.item_codes),
    )  # fmt: skip


def _exclusion_row(payload: Payload) -> DeferralExclusion:
    return DeferralExclusion(
        code=payload["code"], label=payload["label"].strip(),
        citation=payload["citation"].strip(), is_own=payload["is_own"], is_on=payload["is_on"],
        handling=payload["handling"], item_codes=list(payload["item_codes"]),
        effective_on=_day(payload),
    )  # fmt: skip


def shown_exclusion(row: DeferralExclusion | None) -> str:
    """Return whether a class of items is kept out, in words."""
    if row is None:
        return _("没有")
    return _("不适用容缺") if row.is_on else _("停用")


def shown_reach(row: DeferralExclusion | None) -> str:
    """Return which items a class holds, in words."""
    if row is None:
        return ""
    kind = [str(Handling(row.handling).label)] if row.handling else []
    count = [_("%(count)d 个事项") % {"count": len(row.item_codes)}] if row.item_codes else []
    return _("和").join(kind + count)


def _exclusion_lines(payload: Payload, on: date) -> list[Line]:
    del on
    before, row = _exclusion_before(payload), _exclusion_row(payload)
    return [
        Line(row.label, shown_exclusion(before), shown_exclusion(row)),
        Line(_("适用于"), shown_reach(before), shown_reach(row)),
        *_tail(before, payload),
    ]


def _exclusion_effects(payload: Payload, on: date) -> list[Effect]:
    del on
    day = _day(payload)
    before = _rows_on(day)
    after = [one for one in before if one.code != payload["code"]]
    if payload["is_on"]:
        after.append(_exclusion_row(payload))
    old = {one.version.pk: one.version for one in deferrable_but(before)}
    new = {one.version.pk: one.version for one in deferrable_but(after)}
    leaving = [version for key, version in old.items() if key not in new]
    coming = [version for key, version in new.items() if key not in old]
    waiting, running = _cases([*leaving, *coming])
    return [
        *_later(DeferralExclusion.objects.filter(code=payload["code"]), day),
        Effect(_("离开容缺受理清单的事项"), len(leaving), _names(leaving)),
        Effect(_("列入容缺受理清单的事项"), len(coming), _names(coming)),
        Effect(_("这些事项待受理的办件：生效日起受理时按新规定"), waiting, moves=True),
        Effect(_("这些事项已受理、在办的办件：不受影响"), running, moves=True),
    ]


def _add_exclusion(payload: Payload, change: Change, by: User, at: datetime) -> None:
    del by, at  # the story is that of the change
    row = _exclusion_row(payload)
    row.change = change
    row.save(force_insert=True)


EXCLUSION = register(
    Kind(
        code="exclusion",
        label=gettext_lazy("容缺排除情形"),
        what=lambda payload: str(payload["code"]),
        problems=_exclusion_problems,
        lines=_exclusion_lines,
        effects=_exclusion_effects,
        apply=_add_exclusion,
        proposers=PROPOSERS,
        confirmer=Role.SUPERVISOR,
    )
)
