# SPDX-License-Identifier: Apache-2.0
"""The words about cards and the facts in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.card_rules import rules
from complaints.card_states import CardState

if TYPE_CHECKING:
    from complaints.models.card import Card

RAISED = (
    _("%(colour)s：%(rule)s"),
    _("%(where)s被亮%(colour)s，事由：%(rule)s。不服的，最迟%(due)s申诉。"),
)
APPEALED = (
    _("%(colour)s申诉待答复"),
    _("第%(number)s号%(colour)s（%(rule)s）有申诉，最迟%(due)s答复，逾期即撤牌。"),
)
MOVED = (
    _("日期有变：第%(number)s号%(colour)s"),
    _("第%(number)s号%(colour)s（%(rule)s）因放假安排调整，最迟日期是%(due)s。"),
)
ANSWERED = {
    CardState.UPHELD: (
        _("申诉已答复：维持"),
        _("第%(number)s号%(colour)s（%(rule)s）维持。理由：%(reason)s"),
    ),
    CardState.WITHDRAWN: (
        _("已撤牌"),
        _("第%(number)s号%(colour)s（%(rule)s）已撤。理由：%(reason)s"),
    ),
    CardState.CLOSED: (
        _("已处理：%(outcome)s"),
        _("第%(number)s号%(colour)s（%(rule)s）：%(outcome)s。%(reason)s"),
    ),
}


def facts_of(card: Card, **more: object) -> dict[str, object]:
    """Return the facts that the words about a card may name."""
    unit = card.organ or card.centre
    return {
        "colour": card.get_colour_display(),
        "rule": rules()[card.rule].label,
        "number": card.pk,
        "where": card.case.number if card.case is not None else str(unit),
        "outcome": card.get_outcome_display(),
        **more,
    }
