# SPDX-License-Identifier: Apache-2.0
"""Finding what has become due: one pass over the terms, whatever their number.

The days of all rungs lie in the row, worked out by the engine, so the database only compares
dates; their names come from the kind's ladder, and the last one is overdue. Rows are claimed with
their subject first, as an event needs it, and those in somebody's hands are left for the next run. Sweeping twice, at once or late gives the same rows as once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from portal.kernel import clock, locks
from portal.kernel.deadlines.terms.registry import lawful_kinds, rungs_by_kind
from portal.kernel.locks import Lock
from portal.kernel.outbox.bell import bell

if TYPE_CHECKING:
    from datetime import datetime


_TERMS = """
-- The subjects' locks first and in their order: an act takes the same ones in the same order.
WITH ripe AS MATERIALIZED (
    SELECT t.id FROM kernel_term t JOIN kernel_subject s ON s.id = t.subject_id
     WHERE t.state = 'running' AND t.sweep_on <= %(today)s
     ORDER BY t.subject_id FOR UPDATE OF s SKIP LOCKED
-- Between finding and locking an act may have moved or ended the term: asked again under the lock.
), held AS MATERIALIZED (
    SELECT t.id, t.subject_id, t.kind, t.version, t.rung, t.rungs, t.due_on, t.due_at,
           t.calendar_adjusted, t.citation, cardinality(t.rungs) AS last,
           %(codes)s::jsonb -> t.kind AS codes
      FROM kernel_term t JOIN ripe ON ripe.id = t.id
     WHERE t.state = 'running' AND t.sweep_on <= %(today)s FOR UPDATE OF t SKIP LOCKED
-- The highest rung whose day has come; the last is overdue, a term in hours only past its instant.
-- A date that a calendar moved into the past is late only where the law itself attaches something.
), reached AS MATERIALIZED (
    SELECT h.*, r.top, r.top = h.last AS late,
           NOT h.calendar_adjusted OR h.kind = ANY(%(lawful)s) AS counts,
           h.codes IS NOT NULL AS told
      FROM held h CROSS JOIN LATERAL (
           SELECT max(u.n) AS top FROM unnest(h.rungs) WITH ORDINALITY u(day, n)
            WHERE u.day <= %(today)s
              AND (u.n < h.last OR h.due_at IS NULL OR h.due_at < %(at)s)) r
     WHERE r.top > h.rung
-- The next day to look at the term is the earliest of the rungs above; none is left after the last.
), moved AS (
    UPDATE kernel_term t
       SET rung = r.top,
           sweep_on = (SELECT min(u.day) FROM unnest(r.rungs) WITH ORDINALITY u(day, n)
                        WHERE u.n > r.top),
           overdue_since = CASE WHEN r.late AND NOT r.calendar_adjusted
                                THEN r.due_on + 1 ELSE t.overdue_since END
      FROM reached r WHERE t.id = r.id
-- Each rung since the last run leaves its row: the highest is sent, those below it (a sweep that
-- comes days late) are skipped; a version that was told already is not told twice.
), steps AS (
    INSERT INTO kernel_termreminder (term_id, version, rung, outcome, reached_on)
    SELECT r.id, r.version, r.codes ->> (u.n - 1)::int,
           CASE WHEN u.n = r.top THEN 'sent' ELSE 'skipped' END, u.day
      FROM reached r CROSS JOIN LATERAL unnest(r.rungs) WITH ORDINALITY u(day, n)
     WHERE r.told AND u.day IS NOT NULL AND u.n > r.rung AND u.n <= r.top
       AND (r.counts OR NOT r.late)
    ON CONFLICT (term_id, version, rung) DO NOTHING
    RETURNING outcome
-- One event for each term that became late, in the order of the chain's locks.
), events AS (
    INSERT INTO kernel_event (subject_id, verb, facts, citation, effective_on)
    SELECT r.subject_id, 'term.overdue',
           jsonb_build_object('term', r.id, 'kind', r.kind, 'version', r.version,
                              'due_on', r.due_on, 'adjusted', r.calendar_adjusted),
           r.citation, r.due_on + 1
      FROM reached r WHERE r.late AND r.counts ORDER BY r.subject_id, r.id
    RETURNING 1
-- What must happen outside: a reminder for the rung, and what the law attaches to being late. The
-- key makes a second sweep write nothing.
), wanted AS (
    INSERT INTO kernel_outboxmessage (kind, key, payload, subject_id, not_before, created_at)
    SELECT w.kind, 'term:' || w.id || ':' || w.version || ':' || w.part, w.payload,
           w.subject_id, %(at)s, %(at)s
      FROM (SELECT r.id, r.subject_id, r.version, 'kernel.term_reminder' AS kind,
                   r.codes ->> (r.top - 1)::int AS part,
                   jsonb_build_object('term', r.id, 'version', r.version,
                                      'rung', r.codes ->> (r.top - 1)::int) AS payload
              FROM reached r WHERE r.told AND (r.counts OR NOT r.late)
            UNION ALL
            SELECT r.id, r.subject_id, r.version, 'kernel.term_consequence', 'consequence',
                   jsonb_build_object('term', r.id, 'version', r.version)
              FROM reached r WHERE r.late AND r.counts) w
     ORDER BY w.id
    ON CONFLICT (key) DO NOTHING
    RETURNING kind
)
SELECT (SELECT count(*) FROM reached), (SELECT count(*) FROM events),
       (SELECT count(*) FROM wanted WHERE kind = 'kernel.term_reminder'),
       (SELECT count(*) FROM steps WHERE outcome = 'skipped')
"""

_PAUSES = """
-- Pauses beyond their planned end, in the same way; each is warned of once.
WITH ripe AS MATERIALIZED (
    SELECT p.id FROM kernel_pause p JOIN kernel_subject s ON s.id = p.subject_id
     WHERE p.last_day IS NULL AND p.warned_on IS NULL AND p.planned_end < %(today)s
     ORDER BY p.subject_id FOR UPDATE OF s SKIP LOCKED
), late AS MATERIALIZED (
    SELECT p.id, p.subject_id, p.kind, p.planned_end
      FROM kernel_pause p JOIN ripe ON ripe.id = p.id
     WHERE p.last_day IS NULL AND p.warned_on IS NULL FOR UPDATE OF p SKIP LOCKED
), marked AS (
    UPDATE kernel_pause p SET warned_on = late.planned_end + 1 FROM late WHERE p.id = late.id
), events AS (
    INSERT INTO kernel_event (subject_id, verb, facts, effective_on)
    SELECT subject_id, 'pause.overrun',
           jsonb_build_object('pause', id, 'kind', kind, 'planned_end', planned_end),
           planned_end + 1
      FROM late ORDER BY subject_id, id
    RETURNING 1
), wanted AS (
    INSERT INTO kernel_outboxmessage (kind, key, payload, subject_id, not_before, created_at)
    SELECT 'kernel.pause_overrun', 'pause:' || id || ':' || planned_end || ':overrun',
           jsonb_build_object('pause', id), subject_id, %(at)s, %(at)s
      FROM late ORDER BY id
    ON CONFLICT (key) DO NOTHING
)
SELECT count(*) FROM events
"""


def run(*, at: datetime) -> dict[str, int]:
    """Sweep terms and pauses as of an instant and return what was done.

    ``looked`` terms had reached a rung; ``overdue`` events, ``reminders`` and ``overruns``
    were written, ``skipped`` rungs were passed over by a higher one. ``busy`` is 1 when
    another sweep holds the lock; then nothing is done.
    """
    counts = {"looked": 0, "overdue": 0, "reminders": 0, "skipped": 0, "overruns": 0, "busy": 0}
    with transaction.atomic(), connection.cursor() as cursor:
        if not locks.take(Lock.SWEEP):  # the rows' own locks guard what counts
            return counts | {"busy": 1}
        facts = _facts(at)
        cursor.execute(_TERMS, facts)
        counts |= dict(
            zip(("looked", "overdue", "reminders", "skipped"), cursor.fetchone(), strict=True)
        )
        cursor.execute(_PAUSES, facts)
        counts["overruns"] = cursor.fetchone()[0]
        if counts["looked"] or counts["overruns"]:
            transaction.on_commit(bell)
    return counts


def _facts(at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "today": clock.local_date(at),
        "codes": json.dumps(rungs_by_kind()),
        "lawful": lawful_kinds(),
    }
