# SPDX-License-Identifier: Apache-2.0
"""The new events that meet a rule, from the event book."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from complaints.cards.rules import rules, switched_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from complaints.cards.rules import CardRule
    from portal.kernel.city_rules import RuleBook


# -- An event that meets a rule, and where its card goes ---------------------------------------


@dataclass(frozen=True)
class RuleMatch:
    """An event that meets a rule."""

    rule: CardRule
    event: int
    subject: int
    actor: int | None
    facts: dict[str, Any]
    effective_on: date
    recorded_at: datetime

    @property
    def failed_on(self) -> date:
        """The last day on which it could still have been done."""
        if self.rule.verb == "term.overdue":
            return self.effective_on - timedelta(days=1)
        return self.effective_on


@dataclass
class Target:
    """Where a card goes."""

    case: int | None = None
    organ: int | None = None
    centre: int | None = None
    person: int | None = None
    stood_in_for: int | None = None


@dataclass(frozen=True)
class CardPlace:
    """Where a card goes: case, organ, centre."""

    case: int | None
    organ: int | None
    centre: int | None
    about: int | None = None


BLOCK = 1000


_HITS = """
SELECT r.code, e.id, e.subject_id, e.actor_id, e.facts::text, d.day, e.recorded_at
  FROM jsonb_to_recordset(%(rules)s::jsonb) AS r(code text, verb text, "when" text, since date)
  JOIN kernel_event e ON e.verb = r.verb
 CROSS JOIN LATERAL (SELECT coalesce(
       e.effective_on, (e.recorded_at AT TIME ZONE 'Asia/Shanghai')::date) AS day) d
 WHERE (%(from)s::timestamptz IS NULL OR e.recorded_at >= %(from)s)
   AND d.day >= r.since AND e.id > %(last)s
   AND (r."when" = 'true' OR e.facts @@ r."when"::jsonpath)
   AND NOT coalesce((e.facts ->> 'adjusted')::boolean, false)
   AND NOT EXISTS (SELECT 1 FROM complaints_card c
                    WHERE c.event_id = e.id AND c.rule = r.code)
 ORDER BY e.id LIMIT %(block)s
"""


def hits_of(book: RuleBook, start: datetime | None, last: int, today: date) -> list[RuleMatch]:
    """Return the next block of events that meet a rule which the city has on."""
    oldest = today - timedelta(days=book.value("card_latest_days"))
    on = [
        {
            "code": rule.code,
            "verb": rule.verb,
            "when": rule.when,
            "since": max(oldest, book.rows[f"card_{rule.code}"].effective_on).isoformat(),
        }
        for rule in switched_on(book)
    ]
    if not on:
        return []
    facts = {"rules": json.dumps(on), "from": start, "last": last, "block": BLOCK}
    with connection.cursor() as cursor:
        cursor.execute(_HITS, facts)
        return [
            RuleMatch(rules()[code], event, subject, actor, json.loads(told), day, moment)
            for code, event, subject, actor, told, day, moment in cursor.fetchall()
        ]
