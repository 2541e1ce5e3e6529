# SPDX-License-Identifier: Apache-2.0
"""Periods of retention: another length only as a new row from a day, by two people."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.kernel import clock, wording
from portal.kernel.accounts.words import Role
from portal.kernel.changes.kinds import Effect, Kind, Line
from portal.kernel.changes.law import MOST_CITATION, MOST_VALUE
from portal.kernel.dates import plain_day
from portal.kernel.errors import Problem
from portal.kernel.retention.keeping import keeping_of
from portal.kernel.retention.models import RetentionPeriod
from portal.kernel.retention.periods import limit_of, periods
from portal.kernel.retention.words import RetentionUnit

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.changes.kinds import Payload
    from portal.kernel.changes.models import Change


def shown_length(row: RetentionPeriod) -> str:
    """Return a period in words: 3 年, 永久."""
    if row.unit == RetentionUnit.PERMANENT:
        return str(RetentionUnit.PERMANENT.label)
    if row.length == 0:
        return _("立即")
    return f"{row.length} {RetentionUnit(row.unit).label}"


def _day(payload: Payload) -> date:
    return date.fromisoformat(payload["effective_on"])


def _before(payload: Payload) -> RetentionPeriod | None:
    """Return the row that holds on the day from which the new one would."""
    return periods(_day(payload)).get(payload["kind"])


def _problems(payload: Payload, on: date) -> list[Problem]:
    before, keeping = _before(payload), keeping_of(payload["kind"])
    if before is None or before.unit == RetentionUnit.PERMANENT:
        return [Problem("kind", "kind", _("没有这项期限，或者它是永久保存，不能改短。"))]
    least = keeping.least if keeping is not None else 1
    found = []
    if not least <= payload["length"] <= MOST_VALUE:
        text = _("期限须在%(least)d到%(most)d之间。") % {"least": least, "most": MOST_VALUE}
        found.append(Problem("length", "length", text))
    found += wording.length_problem(
        payload["citation"], "citation", most=MOST_CITATION,
        message=_("请写明新的依据（文件名称和条款）。"), code="required",
    )  # fmt: skip
    day = _day(payload)
    if day <= on:
        text = _("生效日期最早是明天：已经发生的事按当时的规定。")
        found.append(Problem("effective_on", "not_ahead", text))
    elif RetentionPeriod.objects.filter(kind=before.kind, effective_on=day).exists():
        text = _("这一天已有一条生效，请换一天。")
        found.append(Problem("effective_on", "day_taken", text))
    if (payload["length"], payload["citation"].strip()) == (before.length, before.citation):
        found.append(Problem("length", "same", _("和生效那天的规定一样，没有变更。")))
    return found


def _row(payload: Payload, like: RetentionPeriod) -> RetentionPeriod:
    return RetentionPeriod(
        kind=like.kind,
        label=like.label,
        length=payload["length"],
        unit=like.unit,
        counted_from=like.counted_from,
        after_it=like.after_it,
        citation=payload["citation"].strip(),
        is_own=like.is_own,
        effective_on=_day(payload),
    )


def _lines(payload: Payload, on: date) -> list[Line]:
    del on
    before = _before(payload)
    if before is None:
        return []
    after = _row(payload, before)
    return [
        Line(before.label, shown_length(before), shown_length(after)),
        Line(_("依据"), before.citation, after.citation),
        Line(_("生效日期"), plain_day(before.effective_on), plain_day(after.effective_on)),
    ]


def _effects(payload: Payload, on: date) -> list[Effect]:
    """Say how many records would be over today by the new length, beyond those that are."""
    del on
    before, keeping = _before(payload), keeping_of(payload["kind"])
    if before is None or keeping is None:
        return [Effect(_("生效日起，每一次清理"), 0)]
    at = clock.now()
    new = limit_of(before.kind, at, instead=_row(payload, before))
    count = keeping.over(new, at).count() if new is not None else 0
    return [Effect(_("按新期限，今天已经到期的记录"), count, moves=True)]


def _apply(payload: Payload, change: Change, by: User, at: datetime) -> None:
    del by, at  # the story is that of the change
    before = _before(payload)
    if before is not None:
        row = _row(payload, before)
        row.change = change
        row.save(force_insert=True)


RETENTION = Kind(
    code="retention",
    label=gettext_lazy("保存期限"),
    proposers=frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    confirmer=Role.SUPERVISOR,
    what=lambda payload: str(payload["kind"]),
    problems=_problems,
    lines=_lines,
    effects=_effects,
    apply=_apply,
)
