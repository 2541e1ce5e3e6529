# SPDX-License-Identifier: Apache-2.0
"""Raising cards: what is new in the event book is held against the rules, set by set.

The book is read from where the last run stopped, less a margin for acts that were long in
committing; a card that exists is not raised again. Running twice, at once or late gives the
same cards as running once.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from complaints.cards.finding import RuleMatch, Target, hits_of
from complaints.cards.models import Card, CardWatch, Colour
from complaints.cards.rules import is_no_reason
from complaints.cards.states import CARD, CardState
from complaints.cards.targets import targets_of
from licensing.decisions.models import Decision
from portal.kernel import clock, locks
from portal.kernel.audit.models import Event
from portal.kernel.city_rules import rule_book
from portal.kernel.locks import Lock
from portal.kernel.outbox.bell import bell
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.subjects import Subject, touch_many

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.city_rules import RuleBook


# -- Writing a set of cards: subjects, rows, events, and the orders to tell people -------------


def write_cards(rows: list[tuple[RuleMatch, Target, dict[str, object]]], at: datetime) -> int:
    """Raise one set of cards in a few statements; returns how many."""
    if not rows:
        return 0
    day = clock.local_date(at)
    subjects = Subject.objects.bulk_create(Subject(kind="complaints.card") for _row in rows)
    cards = Card.objects.bulk_create(
        Card(
            subject=subject,
            rule=hit.rule.code,
            colour=hit.rule.colour,
            event_id=hit.event,
            raised_on=day,
            **{f"{name}_id": key for name, key in asdict(target).items()},
        )
        for subject, (hit, target, _more) in zip(subjects, rows, strict=True)
    )
    Event.objects.bulk_create(
        Event(
            subject=card.subject,
            verb=f"{CARD.name}.raise",
            to_state=CardState.RAISED,
            facts={
                "card": card.pk,
                "rule": card.rule,
                "colour": card.colour,
                "event": card.event_id,
                "person": card.person_id,
                **more,
            },
            citation=hit.rule.citation,
            effective_on=day,
        )
        for card, (hit, _target, more) in zip(cards, rows, strict=True)
    )
    touch_many((subject.pk for subject in subjects), kind=CARD.name)
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            kind="complaints.card_raised",
            key=f"card:{card.pk}:raised",
            payload={"card": card.pk},
            subject=card.subject,
            not_before=at,
            created_at=at,
        )
        for card in cards
    )
    return len(cards)


# -- Yellow cards that add up to a red one -----------------------------------------------------


REPEATED = "repeated_yellow"


def repeated(facts: dict[str, Any], book: RuleBook) -> dict[str, object] | None:
    """Count the person's yellow cards up to this one, from the last red one for repetition on."""
    this = Card.objects.get(pk=facts["card"])
    since = this.raised_on - timedelta(days=book.value("card_repeat_days"))
    counted = (
        Card.objects.filter(
            person=this.person_id, colour=Colour.YELLOW, raised_on__gt=since, pk__lte=this.pk
        )
        .exclude(state=CardState.WITHDRAWN)
        .filter(pk__gt=_last_counted(this.person_id))
    )
    keys = list(counted.order_by("pk").values_list("pk", flat=True))
    return {"counted": keys} if len(keys) >= book.value("card_repeat_count") else None


def _last_counted(person: int | None) -> int:
    """Return the last yellow card that has already led to a red one, 0 for none."""
    reds = Card.objects.filter(rule=REPEATED, person=person).exclude(state=CardState.WITHDRAWN)
    return max((facts["card"] for facts in reds.values_list("event__facts", flat=True)), default=0)


def resting_on(card: Card) -> list[Card]:
    """Return the open red cards that counted this yellow one."""
    reds = Card.objects.filter(
        rule=REPEATED,
        person=card.person_id,
        state__in=(CardState.RAISED, CardState.APPEALED, CardState.UPHELD),
        subject__events__facts__counted__contains=[card.pk],
    )
    return list(reds.select_related("subject").distinct())


def still_holds(red: Card, book: RuleBook) -> bool:
    """Tell whether enough of the yellow cards behind a red one still stand."""
    event = red.subject.events.order_by("seq").first()
    counted = event.facts["counted"] if event is not None else []
    standing = Card.objects.filter(pk__in=counted).exclude(state=CardState.WITHDRAWN).count()
    return standing >= book.value("card_repeat_count")


# -- The further looks that two rules take: the reasons of a refusal, the cards before a card ---


def passes(hit: RuleMatch, book: RuleBook) -> dict[str, object] | None:
    """Return what the card's event has to keep besides, None when there is to be no card."""
    if hit.rule.check == "reasons":
        first = Decision.objects.filter(case__subject=hit.subject, supersedes=None).first()
        return {} if first is not None and is_no_reason(first.reasons) else None
    if hit.rule.check == "repeated":
        return repeated(hit.facts, book)
    return {}


#: No act of the portal takes longer to commit than this.
MARGIN = timedelta(hours=1)


def raise_cards(*, at: datetime) -> dict[str, int]:
    """Sweep: raise every card that the new events call for; ``busy`` when another one does."""
    counts = {"raised": 0, "busy": 0}
    with transaction.atomic(), connection.cursor() as cursor:
        if not locks.take(Lock.CARDS):
            return counts | {"busy": 1}
        cursor.execute("SELECT clock_timestamp()")
        (moment,) = cursor.fetchone()
        watch = CardWatch.objects.order_by("pk").first()
        start = watch.seen_until - MARGIN if watch is not None else None
        book = rule_book(clock.local_date(at))
        last = 0
        while hits := hits_of(book, start, last, clock.local_date(at)):
            counts["raised"] += _raise(hits, book, at)
            last = hits[-1].event
        if watch is None:
            watch = CardWatch()
        watch.seen_until = moment
        watch.save()
        if counts["raised"]:
            transaction.on_commit(bell)
    return counts


def _raise(hits: list[RuleMatch], book: RuleBook, at: datetime) -> int:
    """Raise the cards of one block; those that need a count of earlier cards come one by one."""
    whole = [hit for hit in hits if hit.rule.check != "repeated"]
    count = 0
    for part in [whole, *([hit] for hit in hits if hit.rule.check == "repeated")]:
        kept = [(hit, more) for hit in part if (more := passes(hit, book)) is not None]
        placed = targets_of([hit for hit, _more in kept])
        count += write_cards(
            [
                (hit, target, more)
                for (hit, more), target in zip(kept, placed, strict=True)
                if target is not None
            ],
            at,
        )
    return count
