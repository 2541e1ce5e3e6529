# SPDX-License-Identifier: Apache-2.0
"""The new events that meet a rule, from the event book."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from complaints.card_hits import Hit
from complaints.card_rules import rules, switched_on

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.kernel.city_rules import RuleBook

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


def hits_of(book: RuleBook, start: datetime | None, last: int, today: date) -> list[Hit]:
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
            Hit(rules()[code], event, subject, actor, json.loads(told), day, moment)
            for code, event, subject, actor, told, day, moment in cursor.fetchall()
        ]
