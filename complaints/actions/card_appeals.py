# SPDX-License-Identifier: Apache-2.0
"""Telling of a card, and appealing against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.actions.card_lock import (
    ANSWER,
    APPEAL,
    locked_card,
    needed,
    running_period,
    start_period,
)
from complaints.card_notices import tell_raised, tell_supervision
from complaints.card_states import CARD
from complaints.models.card import Card
from portal.kernel import clock
from portal.kernel.accounts.models import Role
from portal.kernel.audit.actions import record
from portal.kernel.deadlines.actions.terms import cancel_term, end_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Refused
from portal.kernel.http.access import roles_of
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


def told_of(payload: dict[str, Any]) -> None:
    """Outbox handler: tell the person and the unit; the time to appeal runs from this day."""
    card = locked_card(Card(pk=payload["card"]))
    term = start_period(card, APPEAL, "card_appeal_days", clock.now())
    tell_raised(card, term)


def may_appeal(card: Card, by: User) -> bool:
    """Tell whether a card is the user's own; one of a unit alone is its head's."""
    if card.person_id is not None:
        return card.person_id == by.pk
    staff = by.staff_member
    if staff is None:
        return False
    if card.organ_id is not None:
        return staff.organ_id == card.organ_id and Role.APPROVER in roles_of(by)
    return staff.centre_id == card.centre_id and Role.CLERK in roles_of(by)


@transaction.atomic
def appeal(*, card: Card, text: str, by: User, at: datetime) -> Card:
    """Object to a card, within the period from the day one was told.

    Raises Refused for anybody else's card and after the period, Invalid without a reason.
    """
    card = locked_card(card)
    if not may_appeal(card, by):
        raise Refused("not_responsible", _("只有责任人（没有责任人的，由单位负责人）可以申诉。"))
    CARD.require("appeal", card.state)
    day = clock.local_date(at)
    term = running_period(card, APPEAL)
    if term is None or (term.due_on is not None and day > term.due_on):
        raise Refused("appeal_over", _("申诉期已过。"))
    text = needed(text, "appeal")
    event = CARD.apply(
        card,
        "appeal",
        by=by,
        at=at,
        context=Context(effective_on=day),
        appeal=text,
        appealed_by=by,
        appealed_at=at,
    )
    end_term(subject=card.subject, kind=APPEAL, ended_on=day, at=at)
    tell_supervision(card, event, start_period(card, ANSWER, "card_answer_days", at))
    return card


def on_appeal_overdue(term: Term) -> None:
    """The time to appeal is over: the card can be dealt with."""
    day = clock.today()
    cancel_term(subject=term.subject, kind=APPEAL, ended_on=day, at=clock.now())
    record(subject=term.subject, verb="complaints.appeal.expire", effective_on=day)
