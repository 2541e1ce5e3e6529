# SPDX-License-Identifier: Apache-2.0
"""Telling of a card, and appealing against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from complaints.cards.models import Card, CardOutcome, Colour
from complaints.cards.notices import tell_appellant, tell_raised, tell_supervision
from complaints.cards.raising import resting_on, still_holds
from complaints.cards.states import CARD, CardState
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.actions.terms import cancel_term, end_term, start_term
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import Invalid, Refused
from portal.kernel.states import Context

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.accounts.models import User


# -- What every act on a card begins with: the lock, the period, the reason --------------------


APPEAL, ANSWER = "card_appeal", "card_answer"


#: Letters of a reason on a card.


def locked_card(card: Card) -> Card:
    """Lock and reload a card with what its notices name."""
    return (
        Card.objects.select_for_update(of=("self",))
        .select_related("subject", "organ", "centre", "person__staff", "appealed_by", "case")
        .get(pk=card.pk)
    )


def start_period(card: Card, kind: str, rule: str, at: datetime) -> Term:
    """Start one of the two periods of a card, by its city rule."""
    day = clock.local_date(at)
    book = rule_book(day)
    return start_term(
        subject=card.subject,
        kind=kind,
        limit=book.value(rule),
        unit=Unit.WORKING,
        started_on=day,
        citation=book.citation(rule),
        at=at,
    )


def running_period(card: Card, kind: str) -> Term | None:
    """Return the running period of a kind, None when it has ended."""
    return Term.objects.running().filter(subject=card.subject_id, kind=kind).first()


def needed(text: str, field: str) -> str:
    """Return a reason without its margins; raises Invalid for one too short or too long."""
    return wording.reason(text, field, least=6, message=_("请写明理由，至少6个字。"))


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


@act
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


# -- Answering an appeal: by a supervisor, by silence, or because the ground is gone -----------


@act
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


# -- What came of a card -----------------------------------------------------------------------


@act
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
