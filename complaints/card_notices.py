# SPDX-License-Identifier: Apache-2.0
"""Whom is told about a card: the person, the head of the unit, supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.card_states import CardState
from complaints.card_wording import ANSWERED, APPEALED, MOVED, RAISED, facts_of
from licensing.cases.notices import holders_of, in_role
from portal.kernel.accounts.models import Role
from portal.kernel.dates import day_or_limit
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from complaints.models.card import Card
    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event
    from portal.kernel.deadlines.terms.models import Term


def heads_of(card: Card) -> list[User]:
    """Return who answers for the unit: the organ's approvers; for a centre, supervision."""
    if card.organ_id is not None:
        return list(holders_of(card.organ_id, Role.APPROVER))
    return list(in_role(Role.SUPERVISOR))


def _desk_of(card: Card) -> list[User]:
    """Return the clerks of the centre, when a card is a centre's alone."""
    if card.person_id is not None or card.centre_id is None:
        return []
    return list(in_role(Role.CLERK).filter(staff__centre_id=card.centre_id))


def _tell(
    card: Card,
    event: Event,
    kind: str,
    users: list[User],
    text: tuple[StrOrPromise, StrOrPromise],
    **more: object,
) -> None:
    title, body = text
    facts = facts_of(card, **more)
    told: set[int] = set()
    for user in users:
        if user.pk not in told:
            told.add(user.pk)
            notify(
                event=event,
                kind=kind,
                user=user,
                title=str(title) % facts,
                body=str(body) % facts,
                link=f"/cards/{card.pk}/",
            )


def tell_raised(card: Card, term: Term) -> None:
    """Tell the person and the head of the unit, and by when one may appeal."""
    event = card.subject.events.order_by("seq")[0]
    own = [card.person] if card.person is not None else []
    due = day_or_limit(term.due_on, term.limit)
    _tell(card, event, "card_raised", [*own, *_desk_of(card), *heads_of(card)], RAISED, due=due)


def tell_supervision(card: Card, event: Event, term: Term) -> None:
    """Tell supervision, but not the appellant, that an answer is owed."""
    users = [user for user in in_role(Role.SUPERVISOR) if user.pk != card.appealed_by_id]
    due = day_or_limit(term.due_on, term.limit)
    _tell(card, event, "card_appealed", users, APPEALED, due=due)


def tell_appellant(card: Card, event: Event) -> None:
    """Tell the person, the appellant and the head of the unit what was decided."""
    own = [user for user in (card.person, card.appealed_by) if user is not None]
    reason = card.outcome_note if card.state == CardState.CLOSED else card.answer
    text = ANSWERED[CardState(card.state)]
    _tell(card, event, "card_answered", [*own, *heads_of(card)], text, reason=reason)


def tell_card_moved(card: Card, event: Event, due: str) -> None:
    """Tell the person and the unit that a calendar change moved a card's date."""
    own = [card.person] if card.person is not None else []
    _tell(card, event, "card_moved", [*own, *_desk_of(card), *heads_of(card)], MOVED, due=due)
