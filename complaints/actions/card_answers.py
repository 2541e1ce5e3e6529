# SPDX-License-Identifier: Apache-2.0
"""Answering an appeal: by a supervisor, by silence, or because the ground is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.actions.card_lock import ANSWER, APPEAL, locked_card, needed
from complaints.actions.card_repeats import resting_on, still_holds
from complaints.card_notices import tell_appellant
from complaints.card_states import CARD, CardState
from complaints.card_words import Colour
from complaints.models.card import Card
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.actions.terms import cancel_term, end_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid, Refused
from portal.kernel.http.access import roles_of
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


@transaction.atomic
def answer_appeal(*, card: Card, verdict: str, reason: str, by: User, at: datetime) -> Card:
    """Uphold or withdraw a card that was appealed against; ``verdict`` is the verb.

    Raises Refused for the appellant, the responsible person and all but supervisors.
    """
    card = locked_card(card)
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以答复申诉。"))
    if by.pk in (card.appealed_by_id, card.person_id):
        raise Refused("recusal", _("申诉须由另一名督查人员答复（回避）。"))
    if verdict not in ("uphold", "withdraw"):
        raise Invalid("verdict", _("请选择维持或者撤牌。"), "verdict")
    reason = needed(reason, "answer")
    _answer(card, verdict, reason, by, at)
    return card


def _answer(card: Card, verb: str, reason: str, by: User | None, at: datetime) -> None:
    day = clock.local_date(at)
    event = CARD.apply(
        card,
        verb,
        by=by,
        at=at,
        context=Context(effective_on=day),
        answer=reason,
        answered_by=by,
        answered_at=at,
    )
    for kind in (APPEAL, ANSWER):
        cancel = verb in ("follow", "lapse") or kind == APPEAL
        (cancel_term if cancel else end_term)(subject=card.subject, kind=kind, ended_on=day, at=at)
    tell_appellant(card, event)
    if card.state == CardState.WITHDRAWN and card.colour == Colour.YELLOW:
        _follow(card, at)


def _follow(card: Card, at: datetime) -> None:
    """Withdraw the red cards that rested on a yellow one which is gone."""
    book = rule_book(clock.local_date(at))
    for red in resting_on(card):
        if not still_holds(red, book):
            reason = str(_("所依据的黄牌已撤，累计张数不足。"))
            _answer(locked_card(red), "follow", reason, None, at)


def on_answer_overdue(term: Term) -> None:
    """Consequence of silence: an appeal that nobody answered in time takes the card back."""
    with transaction.atomic():
        card = locked_card(Card.objects.get(subject=term.subject_id))
        _answer(card, "lapse", str(_("答复申诉的期限已过，视为撤牌。")), None, clock.now())
