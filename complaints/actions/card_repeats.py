# SPDX-License-Identifier: Apache-2.0
"""Yellow cards that add up to a red one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from complaints.card_states import CardState
from complaints.card_words import Colour
from complaints.models.card import Card

if TYPE_CHECKING:
    from portal.kernel.city_rules import RuleBook

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
