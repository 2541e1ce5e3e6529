# SPDX-License-Identifier: Apache-2.0
"""Why one must act by that day when a period counts back from another. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel.deadlines.proof.days import (
    ROLL_RULE,
    START_RULE,
    Proof,
    amount,
    cited,
    in_words,
    rest_of,
)
from portal.kernel.deadlines.proof.months import ProofDay, month_grid
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from portal.kernel.deadlines.engine.backward import Backward
    from portal.kernel.deadlines.engine.calendar import DayRow


def explain_backward(result: Backward, *, today: date | None = None, citation: str = "") -> Proof:
    """Explain the last day to act, day by day from there to the day it counts back from."""
    days = list(_days(result))
    return Proof(
        due_on=result.due_on,
        sentence=_sentence(result) + cited(citation),
        days=days,
        months=month_grid(days, today),
    )


def _days(result: Backward) -> Iterator[ProofDay]:
    day, end = min(result.raw, result.due_on), result.spec.started_on
    while day < end:
        yield _day(day, result)
        day += timedelta(days=1)
    is_due = result.due_on == end
    yield ProofDay(end, "start", _("从这一天往前算，当天不计入"), START_RULE, is_due=is_due)


def _day(day: date, result: Backward) -> ProofDay:
    row = _row(day, result)
    name = row.name if row else ""
    is_due = day == result.due_on
    if day < result.due_on:
        return ProofDay(day, "skipped", _("末日是休息日，顺延"), ROLL_RULE, name)
    if result.spec.unit != Unit.WORKING or row is None:
        return ProofDay(day, "counted", _("计入"), START_RULE, name, is_due=is_due)
    if not row.is_working:
        return ProofDay(day, "skipped", rest_of(row), row.source, name, is_due=is_due)
    return ProofDay(day, "counted", _("工作日"), row.source, name, is_due=is_due)


def _row(day: date, result: Backward) -> DayRow | None:
    try:
        return result.calendar.row(day)
    except CalendarNotPublished:
        return None


def _sentence(result: Backward) -> str:
    spec = result.spec
    facts = {
        "end": in_words(spec.started_on),
        "amount": amount(spec.limit, spec.unit),
        "due": in_words(result.due_on),
        "raw": in_words(result.raw),
    }
    if spec.limit == 0:
        return _("最迟%(due)s当日。") % facts
    told = _("应当在%(end)s的%(amount)s前办理，当日不计入，最迟%(due)s。") % facts
    if result.raw != result.due_on:
        told += _("往前算到的%(raw)s是休息日，顺延到下一个工作日。") % facts
    return told
