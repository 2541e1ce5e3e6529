# SPDX-License-Identifier: Apache-2.0
"""The whole answer to a question: date, standing, each day, the sentence and its articles. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.deadlines.engine.backward import Backward
from portal.kernel.deadlines.engine.spans import ART_45_CITATION, in_article_45
from portal.kernel.deadlines.proof import days
from portal.kernel.deadlines.proof.backward import explain_backward
from portal.kernel.deadlines.proof.questions import short
from portal.kernel.deadlines.words import Unit

if TYPE_CHECKING:
    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.engine.periods import Result
    from portal.kernel.deadlines.proof.days import Proof
    from portal.kernel.deadlines.proof.questions import PeriodQuestion


# -- The articles by which a period that somebody asked for was counted. Pure ------------------


_WORKING_RULE = "行政许可法第八十二条"


def citation_of(asked: PeriodQuestion, result: Result | Backward) -> str:
    """Return the articles by which the period was counted."""
    rules = [days.START_RULE]
    if asked.spec.unit == Unit.WORKING:
        rules.append(_WORKING_RULE)
    if asked.spec.unit in (Unit.MONTHS, Unit.YEARS):
        rules.append(days.MONTH_RULE)
    last = result.raw if isinstance(result, Backward) else result.last_counted
    if last is not None and last != result.due_on:
        rules.append(days.ROLL_RULE)
    if any(pause.stops and in_article_45(pause.kind) for pause in asked.pauses):
        rules.append(ART_45_CITATION)
    return "、".join(rules)


def explained(asked: PeriodQuestion, calendar: Calendar) -> tuple[Result | Backward, Proof]:
    """Work a question out and explain it; raises CalendarNotPublished past the known years."""
    result = asked.result(calendar)
    citation = citation_of(asked, result)
    if isinstance(result, Backward):
        return result, explain_backward(result, today=asked.today, citation=citation)
    told = days.explain(
        result,
        today=asked.today,
        citation=citation,
        pauses=asked.pauses,
        extension=asked.extension,
    )
    return result, told


def answered(asked: PeriodQuestion, calendar: Calendar) -> dict[str, Any]:
    """Return the whole answer as JSON; raises as ``explained`` does."""
    result, told = explained(asked, calendar)
    spec = asked.spec
    return {
        "start": (spec.started_at or spec.started_on).isoformat(),
        "limit": spec.limit,
        "unit": spec.unit.value,
        **short(asked, result),
        "sentence": told.sentence,
        "citation": citation_of(asked, result),
        "days": [
            {
                "date": day.date.isoformat(),
                "counted": day.counted,
                "why": day.why,
                "source": day.source,
            }
            for day in told.days
        ],
    }
