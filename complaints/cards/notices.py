# SPDX-License-Identifier: Apache-2.0
"""Messages about cards: whom they go to, their words, and moved dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from complaints.appeals.notices import moved_event
from complaints.cards.models import Card
from complaints.cards.rules import rules
from complaints.cards.states import CardState
from portal.kernel.absences.queries import holders_of, in_role
from portal.kernel.accounts.words import Role
from portal.kernel.dates import day_or_limit
from portal.kernel.notices.actions import notify

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from portal.kernel.accounts.models import User
    from portal.kernel.audit.models import Event
    from portal.kernel.deadlines.terms.models import Term


# -- The words about cards and the facts in them -----------------------------------------------


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


# -- Telling those who wait when a calendar change moved the date of a card --------------------


def card_moved(term: Term, old_due: date | None) -> None:
    """Tell the person and the unit by when one may appeal, or is answered, now."""
    card = Card.objects.select_related("subject", "organ", "centre", "person", "case").get(
        subject=term.subject_id
    )
    tell_card_moved(card, moved_event(term, old_due), day_or_limit(term.due_on, term.limit))
