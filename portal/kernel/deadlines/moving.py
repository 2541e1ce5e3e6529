# SPDX-License-Identifier: Apache-2.0
"""Moving open terms to a new calendar: read in blocks, written by a few statements a block."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q

from portal.kernel import clock
from portal.kernel.deadlines import rows
from portal.kernel.deadlines.models import Pause, Term
from portal.kernel.deadlines.words import DueReason
from portal.kernel.outbox.bell import bell
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from portal.kernel.deadlines.calendar import Calendar

_BLOCK = 10_000

_UPDATE = """
UPDATE kernel_term t SET due_on = v.due_on, due_at = v.due_at, due_ordinal = v.due_ordinal,
       due_reason = v.due_reason, length = v.length, pause_days = v.pause_days,
       look_at = v.look_at, frozen_remaining = v.frozen_remaining, rungs = v.rungs,
       rung = v.rung, sweep_on = v.sweep_on, version = v.version,
       calendar_version_id = v.calendar_version_id, calendar_adjusted = v.calendar_adjusted,
       overdue_since = v.overdue_since
  FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, due_on date, due_at timestamptz,
       due_ordinal int, due_reason text, length int, pause_days int, look_at date,
       frozen_remaining int, rungs date[], rung smallint, sweep_on date, version int,
       calendar_version_id bigint, calendar_adjusted bool, overdue_since date)
 WHERE t.id = v.id
"""

_EVENTS = """
INSERT INTO kernel_event (subject_id, verb, facts, citation, effective_on)
SELECT v.subject_id, 'term.date_moved',
       jsonb_build_object('term', v.id, 'kind', v.kind, 'from', v.was, 'to', v.due_on,
                          'calendar', v.calendar_version_id, 'adjusted', v.calendar_adjusted),
       v.source, %s
  FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, subject_id bigint, kind text, was date,
       due_on date, calendar_version_id bigint, calendar_adjusted bool, source text)
 ORDER BY v.subject_id, v.id
"""

_OUTBOX = """
INSERT INTO kernel_outboxmessage (kind, key, payload, subject_id, not_before, created_at)
SELECT 'kernel.date_moved', 'term:' || v.id || ':' || v.version || ':moved',
       jsonb_build_object('term', v.id, 'version', v.version, 'from', v.was, 'to', v.due_on),
       v.subject_id, %s, %s
  FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, subject_id bigint, version int, was date,
       due_on date)
ON CONFLICT (key) DO NOTHING
"""

_COLUMNS = (
    *rows.COLUMNS,
    "rung",
    "sweep_on",
    "version",
    "calendar_version_id",
    "calendar_adjusted",
    "overdue_since",
)


@dataclass
class _Move:
    """The work on one block: terms that changed, and those of them whose due date moved."""

    changed: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)


def move_terms(*, before: Calendar, after: Calendar, at: datetime) -> int:
    """Work out anew all running terms that a calendar change touches; return how many moved.

    A due date that the change puts into the past is marked as adjusted (日历调整) and blames
    nobody. Ended terms are not touched. Runs in the caller's transaction.
    """
    touched = _touched(before, after)
    if touched is None:
        return 0
    today = clock.local_date(at)
    memory: dict[tuple[Any, ...], rows.Dates] = {}
    moved = 0
    for block in _blocks(touched):
        move = _Move()
        for term, pauses in block:
            _move_one(term, pauses, after, today, memory, move)
        _write(move, at, today)
        moved += len(move.moved)
    if moved:
        transaction.on_commit(bell)
    return moved


def _touched(before: Calendar, after: Calendar) -> Q | None:
    """Return which running terms can differ, None when no working day has changed."""
    if after.base != before.base:
        return Q()
    known = dict(zip((row.date for row in before.rows()), before.rows(), strict=True))
    first = next(
        (
            row.date
            for row in after.rows()
            if row.date not in known or known[row.date].is_working != row.is_working
        ),
        None,
    )
    if first is None and after.last < before.last:
        first = after.last_date
    if first is None:
        return None
    return ~Q(due_reason=DueReason.KNOWN) | Q(due_on__gte=first)


def _blocks(touched: Q) -> Iterator[list[tuple[Term, list[Pause]]]]:
    last = 0
    while True:
        terms = Term.objects.running().filter(touched, pk__gt=last).order_by("pk")
        keys = list(terms.values_list("pk", "subject_id")[:_BLOCK])
        if not keys:
            return
        last = keys[-1][0]
        subjects = sorted({subject for _pk, subject in keys})
        list(
            Subject.objects.select_for_update().filter(pk__in=subjects).order_by("pk").values("pk")
        )
        pauses: dict[int, list[Pause]] = defaultdict(list)
        for pause in Pause.objects.filter(subject__in=subjects).order_by("pk"):
            pauses[pause.subject_id].append(pause)
        held = (
            Term.objects.running()
            .filter(pk__in=[pk for pk, _subject in keys])
            .select_related("extension")
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        yield [(term, pauses[term.subject_id]) for term in held]


def _move_one(
    term: Term,
    pauses: list[Pause],
    calendar: Calendar,
    today: date,
    memory: dict[tuple[Any, ...], rows.Dates],
    move: _Move,
) -> None:
    was, version = term.due_on, term.version
    was_late = was is not None and was < today
    extension = getattr(term, "extension", None)
    rows.fill(term, _dates(term, pauses, extension, calendar, memory), calendar, today)
    if term.version == version:
        return
    if term.due_on is not None and term.due_on < today and not was_late:
        term.calendar_adjusted = True
    values = {name: getattr(term, name) for name in _COLUMNS}
    values |= {"id": term.pk, "subject_id": term.subject_id, "kind": term.kind, "was": was}
    move.changed.append(values)
    if term.due_on != was:
        values["source"] = calendar.notice_of(term.due_on) if term.due_on else ""
        move.moved.append(values)


def _dates(
    term: Term,
    pauses: list[Pause],
    extension: Any,
    calendar: Calendar,
    memory: dict[tuple[Any, ...], rows.Dates],
) -> rows.Dates:
    """Return the dates of a term; terms alike in everything are worked out once."""
    if pauses or extension is not None or term.started_at is not None:
        return rows.dates_of(term, calendar, pauses, extension)
    key = (term.limit, term.unit, term.started_on, term.rolls, term.kind)
    if key not in memory:
        memory[key] = rows.dates_of(term, calendar, (), None)
    return memory[key]


def _write(move: _Move, at: datetime, today: date) -> None:
    if not move.changed:
        return
    with connection.cursor() as cursor:
        # A long queue of deferred checks makes each event's trigger slower and slower.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_UPDATE, [_json(move.changed)])
        if move.moved:
            told = _json(move.moved)
            cursor.execute(_EVENTS, [today, told])
            cursor.execute(_OUTBOX, [at, at, told])
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _json(values: list[dict[str, Any]]) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
