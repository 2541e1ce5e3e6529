# SPDX-License-Identifier: Apache-2.0
"""Reading cards: who sees which, narrowed lists, and what must always hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from complaints.cards.models import Card, Colour
from complaints.cards.rules import rules
from complaints.cards.states import CardState
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES, Role
from portal.kernel.invariants import BrokenInvariant

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def _joined() -> QuerySet[Card]:
    return Card.objects.select_related(
        "subject",
        "organ",
        "centre",
        "person__staff",
        "stood_in_for__staff",
        "case__version",
        "event",
    )


def own(user: User) -> QuerySet[Card]:
    """Return a member's own cards and, as the head of a unit, those of the unit."""
    staff = user.staff_member
    if staff is None:
        return Card.objects.none()
    held = roles_of(user)
    reach = Q(person=user) | Q(appealed_by=user)
    if Role.APPROVER in held and staff.organ_id is not None:
        reach |= Q(organ_id=staff.organ_id)
    if Role.CLERK in held and staff.centre_id is not None:
        reach |= Q(centre_id=staff.centre_id, person=None)
    return _joined().filter(reach)


def visible_to(user: User) -> QuerySet[Card]:
    """Return the cards that a user may open: all for those who oversee, else the own ones."""
    if roles_of(user) & set(OVERSIGHT_ROLES):
        return _joined()
    return own(user)


# -- Narrowing a list of cards -----------------------------------------------------------------


#: What a list asks for that wants every card with work left.
UNSETTLED = "open"
OPEN = (CardState.RAISED, CardState.APPEALED, CardState.UPHELD)


def narrowed(
    cards: QuerySet[Card], *, colour: str, rule: str, organ: int | None, state: str
) -> QuerySet[Card]:
    """Narrow cards by colour, rule, organ and state; ``UNSETTLED`` is every state with work left."""
    if colour in Colour.values:
        cards = cards.filter(colour=colour)
    if rule in rules():
        cards = cards.filter(rule=rule)
    if organ is not None:
        cards = cards.filter(organ_id=organ)
    if state == UNSETTLED:
        cards = cards.filter(state__in=OPEN)
    elif state in CardState.values:
        cards = cards.filter(state=state)
    return cards


# -- What must always be true of cards ---------------------------------------------------------


def no_card_for_the_calendar() -> list[BrokenInvariant]:
    """No card rests on a date that only a change of the calendar put into the past."""
    cards = Card.objects.filter(event__facts__adjusted=True)
    return [
        BrokenInvariant("no_card_for_the_calendar", card.subject_id, f"card {card.pk}")
        for card in cards[:100]
    ]
