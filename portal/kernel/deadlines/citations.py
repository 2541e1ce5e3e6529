# SPDX-License-Identifier: Apache-2.0
"""The articles by which a period that somebody asked for was counted. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.kernel.deadlines import proof
from portal.kernel.deadlines.engine.backward import Backward
from portal.kernel.deadlines.engine.spans import ART_45_CITATION, in_article_45
from portal.kernel.deadlines.words import Unit

if TYPE_CHECKING:
    from portal.kernel.deadlines.asking import Question
    from portal.kernel.deadlines.engine.periods import Result

_WORKING_RULE = "行政许可法第八十二条"


def citation_of(asked: Question, result: Result | Backward) -> str:
    """Return the articles by which the period was counted."""
    rules = [proof.START_RULE]
    if asked.spec.unit == Unit.WORKING:
        rules.append(_WORKING_RULE)
    if asked.spec.unit in (Unit.MONTHS, Unit.YEARS):
        rules.append(proof.MONTH_RULE)
    last = result.raw if isinstance(result, Backward) else result.last_counted
    if last is not None and last != result.due_on:
        rules.append(proof.ROLL_RULE)
    if any(pause.stops and in_article_45(pause.kind) for pause in asked.pauses):
        rules.append(ART_45_CITATION)
    return "、".join(rules)
