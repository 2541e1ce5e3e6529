# SPDX-License-Identifier: Apache-2.0
"""What came of a card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.actions.card_lock import APPEAL, locked_card, needed, running_period
from complaints.card_notices import tell_appellant
from complaints.card_states import CARD, CardState
from complaints.card_words import CardOutcome
from complaints.models.card import Card
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.deadlines.actions.terms import cancel_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid, Refused
from portal.kernel.http.access import roles_of
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def close_card(*, card: Card, outcome: str, note: str, by: User, at: datetime) -> Card:
    """Say what came of a card; raises Refused while an appeal may come or waits for an answer."""
    card = locked_card(card)
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以处理。"))
    if by.pk == card.person_id:
        raise Refused("recusal", _("这是您本人的牌，须由其他督查人员处理（回避）。"))
    CARD.require("close", card.state)
    day = clock.local_date(at)
    if card.state == CardState.RAISED:
        term = running_period(card, APPEAL)
        if term is None and not Term.objects.filter(subject=card.subject, kind=APPEAL).exists():
            raise Refused("not_told", _("责任人还没有收到通知，请稍后再处理。"))
        if term is not None and (term.due_on is None or day <= term.due_on):
            raise Refused("appeal_open", _("申诉期还没有过，不能先作处理。"))
    if outcome not in CardOutcome.values:
        raise Invalid("outcome", _("请选择处理结果。"), "outcome")
    event = CARD.apply(
        card,
        "close",
        by=by,
        at=at,
        context=Context(facts={"outcome": outcome}, effective_on=day),
        outcome=outcome,
        outcome_note=needed(note, "note"),
        closed_by=by,
        closed_at=at,
    )
    cancel_term(subject=card.subject, kind=APPEAL, ended_on=day, at=at)
    tell_appellant(card, event)
    return card
