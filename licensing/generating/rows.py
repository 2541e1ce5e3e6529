# SPDX-License-Identifier: Apache-2.0
"""The statements that turn planned cases into rows: each writes one table for all cases.

The database learns the new sizes between the statements (ANALYZE): checks of foreign keys and
the trigger of events keep their plans, and one made for an empty table reads it whole each time.
They leave what the acts themselves would have left: numbers from the counters, terms with the
engine's dates, events in their order (the trigger chains them), overdue events where a period
was missed.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from django.db import connection

from licensing.cases.states import CASE, CaseState
from licensing.cases.terms import ALL
from licensing.review.states import STEP
from portal.kernel import clock
from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.terms import rows
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Clock, Unit
from portal.kernel.subjects import touch_many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

PLAN = """gen_plan (n integer, version_id bigint, organ_id bigint, centre_id bigint,
    window_id bigint, place text, party integer, code text, minute integer, state text,
    received_on date, delivery integer, outcome text, accepted_on date, passed_on date,
    decided_on date, delivered_on date, closed_on date)"""
_DATES = """gen_dates (kind text, lim integer, started_on date, due_on date, due_reason text,
    due_ordinal integer, length integer, rungs date[])"""

_NUMBERS = """
CREATE TEMP TABLE gen_drawn (scope text, last bigint, many bigint) ON COMMIT DROP;
WITH wanted AS (
    SELECT 'case:' || place || ':' || to_char(received_on, 'YYYYMMDD') AS scope, count(*) AS many
      FROM gen_plan GROUP BY 1
), drawn AS (
    INSERT INTO kernel_counter (scope, value) SELECT scope, many FROM wanted ORDER BY scope
    ON CONFLICT (scope) DO UPDATE SET value = kernel_counter.value + EXCLUDED.value
    RETURNING scope, value
)
INSERT INTO gen_drawn SELECT scope, value, many FROM drawn JOIN wanted USING (scope);
CREATE TEMP TABLE gen_case ON COMMIT DROP AS
SELECT p.*, kernel_party.id AS party_id,
       nextval(pg_get_serial_sequence('kernel_subject', 'id')) AS subject_id,
       nextval(pg_get_serial_sequence('licensing_case', 'id')) AS case_id,
       p.place || '-' || to_char(p.received_on, 'YYYYMMDD') || '-'
         || lpad(p.serial::text, greatest(4, length(p.serial::text)), '0') AS number
  FROM (SELECT g.*, d.last - d.many + row_number() OVER (PARTITION BY d.scope ORDER BY n) AS serial
          FROM gen_plan g
          JOIN gen_drawn d ON d.scope = 'case:' || place || ':' || to_char(received_on, 'YYYYMMDD')
         ORDER BY n) p
  JOIN gen_party ON gen_party.number = p.party
  JOIN kernel_party ON kernel_party.uscc = gen_party.uscc
 ORDER BY p.n;
ALTER TABLE gen_case ADD PRIMARY KEY (case_id);
ANALYZE gen_case
"""

_AT = "least((%s + time '09:00' + minute * interval '1 minute') AT TIME ZONE 'Asia/Shanghai', %%(at)s)"
_RECEIVED, _ACCEPTED, _DECIDED, _DELIVERED, _CLOSED = (
    _AT % name for name in ("received_on", "accepted_on", "decided_on", "delivered_on", "closed_on")
)

_CASES = f"""
INSERT INTO kernel_subject (id, kind, seq, head)
SELECT subject_id, 'licensing.case', 0, '' FROM gen_case ORDER BY subject_id;
SELECT portal_analyze(ARRAY['kernel_subject']);
INSERT INTO licensing_case (id, subject_id, number, query_code, ticket, version_id, organ_id,
    centre_id, window_id, applicant_id, filed_by_id, channel, state, form, revision, is_deemed,
    created_at, saved_at, received_on, accepted_on, accepted_at, decided_on, delivered_on, ended_at)
SELECT case_id, subject_id, number, code, '', version_id, organ_id, centre_id, window_id, party_id,
       %(clerk)s, 'window', state, '', 1, false, {_RECEIVED}, {_RECEIVED}, received_on,
       accepted_on, {_ACCEPTED}, decided_on, delivered_on, {_CLOSED}
  FROM gen_case ORDER BY case_id;
SELECT portal_analyze(ARRAY['licensing_case']);
INSERT INTO licensing_casematerial (case_id, material_id, position, is_applicable, wants_deferral,
    origin, grade, verdict, note)
SELECT c.case_id, m.id, m.position, m.necessity = 'required', false, 'counter',
       CASE WHEN m.necessity = 'required' THEN 'B' ELSE 'C' END,
       CASE WHEN c.accepted_on IS NULL OR m.necessity <> 'required' THEN 'pending'
            ELSE 'passed' END, ''
  FROM gen_case c JOIN services_material m ON m.version_id = c.version_id ORDER BY c.case_id, m.id;
INSERT INTO licensing_decision (case_id, outcome, reasons, is_current, ground, decided_by_id,
    decided_at)
SELECT case_id, outcome, '测试样例：虚构的决定', true, '', %(clerk)s, {_DECIDED}
  FROM gen_case WHERE decided_on IS NOT NULL ORDER BY case_id;
INSERT INTO licensing_handover (case_id, method, recipient, tracking_number, handed_by_id, handed_at)
SELECT case_id, 'window', '测试样例', '', %(clerk)s, {_DELIVERED}
  FROM gen_case WHERE delivered_on IS NOT NULL ORDER BY case_id
"""  # noqa: S608 - own column names

_STEPS = f"""
CREATE TEMP TABLE gen_step ON COMMIT DROP AS
SELECT x.*, nextval(pg_get_serial_sequence('kernel_subject', 'id')) AS step_subject,
       CASE WHEN rank = 1 AND passed_on IS NOT NULL THEN 'passed'
            WHEN rank = CASE WHEN passed_on IS NULL THEN 1 ELSE 2 END THEN 'open'
            ELSE 'waiting' END AS step_state,
       CASE rank WHEN 1 THEN accepted_on WHEN 2 THEN passed_on END AS opened_on,
       CASE rank WHEN 1 THEN passed_on END AS done_on
  FROM (SELECT c.case_id, c.minute, c.accepted_on, c.passed_on, t."group", t.role, t.name,
               coalesce(t.organ_id, c.organ_id) AS organ_id, t.limit_days, t.id AS template,
               dense_rank() OVER (PARTITION BY c.case_id ORDER BY t."group") AS rank
          FROM gen_case c JOIN services_reviewsteptemplate t ON t.version_id = c.version_id
         WHERE c.state IN ('{CaseState.ACCEPTED}', '{CaseState.IN_REVIEW}')) x
 ORDER BY case_id, "group", template;
INSERT INTO kernel_subject (id, kind, seq, head)
SELECT step_subject, 'licensing.step', 0, '' FROM gen_step ORDER BY step_subject;
INSERT INTO licensing_reviewstep (subject_id, case_id, organ_id, position, role, label, "limit", state,
    handler_id, opinion, done_at)
SELECT step_subject, case_id, organ_id, "group", role, name, limit_days, step_state,
       CASE WHEN step_state = 'passed' THEN %(clerk)s END,
       CASE WHEN step_state = 'passed' THEN '测试样例：符合条件' ELSE '' END, {_AT % "done_on"}
  FROM gen_step ORDER BY step_subject
"""  # noqa: S608 - own column names

_TIMED = """
CREATE TEMP TABLE gen_timed ON COMMIT DROP AS
SELECT subject_id, 'intake' AS kind, %(intake)s AS lim, received_on AS started_on,
       accepted_on AS ended_on, '' AS basis FROM gen_case
UNION ALL
SELECT subject_id, 'statutory', v.statutory_days, accepted_on, decided_on, v.statutory_citation
  FROM gen_case JOIN services_offeringversion v ON v.id = version_id
 WHERE accepted_on IS NOT NULL AND v.statutory_days IS NOT NULL
UNION ALL
SELECT subject_id, 'promised', v.promised_days, accepted_on, decided_on, ''
  FROM gen_case JOIN services_offeringversion v ON v.id = version_id
 WHERE accepted_on IS NOT NULL
UNION ALL
SELECT subject_id, 'delivery', delivery, decided_on, delivered_on, ''
  FROM gen_case WHERE decided_on IS NOT NULL
UNION ALL
SELECT subject_id, 'archive', %(archive)s, delivered_on, closed_on, ''
  FROM gen_case WHERE delivered_on IS NOT NULL
UNION ALL
SELECT step_subject, 'step', limit_days, opened_on, done_on, ''
  FROM gen_step WHERE step_state <> 'waiting';
ANALYZE gen_timed
"""

_TERMS = """
INSERT INTO kernel_term (subject_id, kind, "limit", unit, started_on, rolls, stops, citation,
    due_on, due_reason, due_ordinal, length, pause_days, calendar_version_id, calendar_adjusted,
    version, state, ended_on, overdue_since, rungs, rung, sweep_on)
SELECT t.subject_id, t.kind, t.lim, 'working', t.started_on, true, k.stops,
       coalesce(nullif(t.basis, ''), k.citation),
       d.due_on, coalesce(d.due_reason, ''), d.due_ordinal, d.length, 0, %(calendar)s, false, 1,
       CASE WHEN t.ended_on IS NULL THEN 'running' WHEN t.ended_on > d.due_on THEN 'met_late'
            ELSE 'met' END,
       t.ended_on,
       CASE WHEN d.due_on < coalesce(t.ended_on, %(today)s) THEN d.due_on + 1 END,
       coalesce(d.rungs, '{}'), coalesce(r.rung, 0),
       CASE WHEN t.ended_on IS NULL THEN (SELECT min(u.day)
            FROM unnest(d.rungs) WITH ORDINALITY u(day, n) WHERE u.n > coalesce(r.rung, 0)) END
  FROM gen_timed t
  JOIN gen_dates d ON d.kind = t.kind AND d.lim = t.lim AND d.started_on = t.started_on
  JOIN gen_kind k ON k.kind = t.kind
  LEFT JOIN LATERAL (SELECT max(u.n) AS rung FROM unnest(d.rungs) WITH ORDINALITY u(day, n)
        WHERE u.day <= coalesce(t.ended_on, %(today)s)) r ON true
 ORDER BY t.subject_id, t.started_on
"""

_EVENTS = """
CREATE TEMP TABLE gen_event ON COMMIT DROP AS
SELECT subject_id, 1 AS place, 'licensing.case.start' AS verb, '' AS source, 'draft' AS target,
       jsonb_build_object('version', version_id, 'applicant', party_id) AS facts,
       NULL::date AS effective_on, party_id, window_id FROM gen_case
UNION ALL SELECT subject_id, 2, 'licensing.case.submit', 'draft', 'submitted',
       jsonb_build_object('version', version_id, 'channel', 'window'), received_on,
       party_id, window_id FROM gen_case
UNION ALL SELECT subject_id, 3, 'licensing.case.accept', 'submitted', 'accepted',
       '{"deferred": [], "suggestion": "complete"}', accepted_on, party_id, window_id
  FROM gen_case WHERE accepted_on IS NOT NULL
UNION ALL SELECT subject_id, 4, 'licensing.case.start_review', 'accepted', 'in_review', '{}',
       NULL, NULL, NULL
  FROM gen_case WHERE state NOT IN ('submitted', 'accepted')
UNION ALL SELECT subject_id, 6, 'licensing.case.decide', 'in_review', 'decided',
       jsonb_build_object('outcome', outcome), decided_on, party_id, NULL
  FROM gen_case WHERE decided_on IS NOT NULL
UNION ALL SELECT subject_id, 7, 'licensing.case.deliver', 'decided', 'delivered',
       '{"method": "window"}', delivered_on, party_id, window_id
  FROM gen_case WHERE delivered_on IS NOT NULL
UNION ALL SELECT subject_id, 9, 'licensing.case.close', 'delivered', 'closed', '{}', closed_on,
       NULL, NULL FROM gen_case WHERE closed_on IS NOT NULL
UNION ALL SELECT step_subject, 1, 'licensing.step.plan', '', 'waiting',
       jsonb_build_object('case', case_id, 'position', "group"), NULL, NULL, NULL FROM gen_step
UNION ALL SELECT step_subject, 2, 'licensing.step.open', 'waiting', 'open', '{}', NULL, NULL, NULL
  FROM gen_step WHERE step_state <> 'waiting'
UNION ALL SELECT step_subject, 3, 'licensing.step.claim', 'open', 'claimed', '{}', NULL, NULL, NULL
  FROM gen_step WHERE step_state = 'passed'
UNION ALL SELECT step_subject, 4, 'licensing.step.pass', 'claimed', 'passed', '{}', NULL, NULL, NULL
  FROM gen_step WHERE step_state = 'passed'
UNION ALL SELECT subject_id, CASE kind WHEN 'archive' THEN 8 ELSE 5 END, 'term.overdue', '', '',
       jsonb_build_object('term', m.id, 'kind', kind, 'version', 1, 'due_on', due_on,
                          'adjusted', false), due_on + 1, NULL, NULL
  FROM kernel_term m JOIN gen_timed USING (subject_id, kind) WHERE m.overdue_since IS NOT NULL;
INSERT INTO kernel_event (subject_id, verb, actor_id, on_behalf_of_id, window_id, from_state,
    to_state, citation, facts, effective_on)
SELECT e.subject_id, e.verb,
       CASE WHEN e.verb IN ('term.overdue', 'licensing.case.close', 'licensing.step.open',
                            'licensing.step.plan') THEN NULL ELSE %(clerk)s END,
       e.party_id, e.window_id, e.source, e.target, coalesce(v.citation, t.citation, ''), e.facts,
       e.effective_on
  FROM gen_event e
  LEFT JOIN gen_verb v ON v.verb = e.verb
  LEFT JOIN kernel_term t ON e.verb = 'term.overdue' AND t.id = (e.facts ->> 'term')::bigint
 ORDER BY e.subject_id, e.place, e.effective_on
"""

_WRITTEN = (
    "kernel_subject", "kernel_event", "kernel_term", "licensing_casematerial",
    "licensing_reviewstep", "licensing_decision", "licensing_handover",
)  # fmt: skip


def load(table: str, lines: Iterable[Sequence[Any]]) -> None:
    """Make a temporary table, e.g. ``"gen_kind (kind text)"``, and fill it; it dies on commit."""
    name = table.split(" ", 1)[0]
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {table} ON COMMIT DROP")
        cursor.copy_expert(f"COPY {name} FROM STDIN (FORMAT csv)", text)
        cursor.execute(f"ANALYZE {name}")


def clear() -> None:
    """Drop the temporary tables of an earlier run in the same transaction."""
    names = ("plan", "party", "drawn", "case", "step", "timed", "dates", "kind", "verb", "event")
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.gen_{name}")


def write(*, clerk: int, at: datetime, archive: int, intake: int) -> None:
    """Write every row of the planned cases (``gen_plan`` and ``gen_party`` are loaded)."""
    calendar = calendars.current()
    facts: dict[str, Any] = {
        "clerk": clerk, "at": at, "archive": archive, "intake": intake,
        "today": clock.local_date(at), "calendar": calendar.version,
    }  # fmt: skip
    load(
        "gen_kind (kind text, stops text, citation text)",
        [
            (term.code, term.stops if term.stops != "none" else Clock.NONE, term.citation)
            for term in ALL
        ],
    )
    load(
        "gen_verb (verb text, citation text)",
        [
            (f"{machine.name}.{arrow.verb}", arrow.citation)
            for machine in (CASE, STEP)
            for arrow in machine.transitions
        ],
    )
    with connection.cursor() as cursor:
        for statement in (_NUMBERS, _CASES, _STEPS, _TIMED):
            cursor.execute(statement, facts)
        cursor.execute("SELECT DISTINCT kind, lim, started_on FROM gen_timed")
        wanted = cursor.fetchall()
    load(_DATES, (_dates(*one) for one in wanted))
    with connection.cursor() as cursor:
        for statement in (_TERMS, _EVENTS):
            cursor.execute(statement, facts)
        cursor.execute("SELECT portal_analyze(%s)", [list(_WRITTEN)])
        cursor.execute("SELECT subject_id FROM gen_case WHERE closed_on IS NULL")
        touch_many((subject for (subject,) in cursor.fetchall()), kind=CASE.name)


def _dates(kind: str, limit: int, started_on: date) -> tuple[Any, ...]:
    """Return what the engine says about one period, as the columns of ``gen_dates``."""
    term = Term(kind=kind, limit=limit, unit=Unit.WORKING, started_on=started_on, rolls=True)
    found = rows.dates_of(term, calendars.current(), [], None)
    days = ",".join("NULL" if day is None else day.isoformat() for day in found.rungs)
    return (
        kind, limit, started_on, found.due_on, found.due_reason, found.due_ordinal, found.length,
        f"{{{days}}}",
    )  # fmt: skip
