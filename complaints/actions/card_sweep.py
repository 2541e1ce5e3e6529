# SPDX-License-Identifier: Apache-2.0
"""Raising cards: what is new in the event book is held against the rules, set by set.

The book is read from where the last run stopped, less a margin for acts that were long in
committing; a card that exists is not raised again. Running twice, at once or late gives the
same cards as running once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from complaints.actions.card_checks import passes
from complaints.actions.card_finding import hits_of
from complaints.actions.card_writing import write_cards
from complaints.card_hits import Hit
from complaints.card_targets import targets_of
from complaints.models.card_watch import CardWatch
from portal.kernel import clock
from portal.kernel.city_rules import rule_book
from portal.kernel.outbox.bell import bell

if TYPE_CHECKING:
    from datetime import datetime

    from portal.kernel.city_rules import RuleBook

#: Key of the advisory lock of this sweep; any constant of one's own.
_LOCK = 7_310_003
#: No act of the portal takes longer to commit than this.
MARGIN = timedelta(hours=1)


def raise_cards(*, at: datetime) -> dict[str, int]:
    """Sweep: raise every card that the new events call for; ``busy`` when another one does."""
    counts = {"raised": 0, "busy": 0}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s), clock_timestamp()", [_LOCK])
        free, moment = cursor.fetchone()
        if not free:
            return counts | {"busy": 1}
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


def _raise(hits: list[Hit], book: RuleBook, at: datetime) -> int:
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
