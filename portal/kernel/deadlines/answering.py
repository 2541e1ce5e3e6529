# SPDX-License-Identifier: Apache-2.0
"""The whole answer to a question: date, standing, each day, the sentence and its articles. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.kernel.deadlines import proof
from portal.kernel.deadlines.asking import short
from portal.kernel.deadlines.backward_proof import explain_backward
from portal.kernel.deadlines.citations import citation_of
from portal.kernel.deadlines.engine.backward import Backward

if TYPE_CHECKING:
    from portal.kernel.deadlines.asking import Question
    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.engine.periods import Result
    from portal.kernel.deadlines.proof import Proof


def explained(asked: Question, calendar: Calendar) -> tuple[Result | Backward, Proof]:
    """Work a question out and explain it; raises CalendarNotPublished past the known years."""
    result = asked.result(calendar)
    citation = citation_of(asked, result)
    if isinstance(result, Backward):
        return result, explain_backward(result, today=asked.today, citation=citation)
    told = proof.explain(
        result,
        today=asked.today,
        citation=citation,
        pauses=asked.pauses,
        extension=asked.extension,
    )
    return result, told


def answered(asked: Question, calendar: Calendar) -> dict[str, Any]:
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
