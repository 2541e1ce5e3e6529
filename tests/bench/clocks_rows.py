# SPDX-License-Identifier: Apache-2.0
"""The sweep and a calendar load over many terms, beside the bare statements for the same rows."""

from __future__ import annotations

import io
import statistics
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from portal.kernel.deadlines.actions.terms import start_term
from portal.kernel.deadlines.holidays import loading, texts
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.outbox.bell import bell
from portal.kernel.subjects import Subject
from tests import copies
from tests.bench.clocks_dates import timed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OPEN, DUE, MOVED, ROUNDS = (10_000, 100_000, 1_000_000), 10_000, 100_000, 5
SHANGHAI = ZoneInfo("Asia/Shanghai")
STARTED, CLOSED = date(2026, 3, 2), date(2026, 6, 1)
#: The due terms ended on 30 March, all others end on 1 June, which the closure takes away.
SWEPT = datetime(2026, 3, 31, 0, 0, 10, tzinfo=SHANGHAI)
DUE_LIMIT, OPEN_LIMIT = 20, 62

_CLEAR = """TRUNCATE kernel_term, kernel_termreminder, kernel_outboxmessage, kernel_event,
    kernel_subject CASCADE"""
_SUBJECTS = """INSERT INTO kernel_subject (kind, seq, head)
    SELECT 'bench', 0, '' FROM generate_series(1, %s)"""
_TERMS = """INSERT INTO kernel_term (subject_id, {columns}) SELECT s.id, {values}
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM kernel_subject
           WHERE kind = 'bench') s
    JOIN kernel_term e ON e.id = CASE WHEN s.n %% %s = 0 THEN %s ELSE %s END"""
_READY = "ANALYZE kernel_term, kernel_subject, kernel_event, kernel_outboxmessage"
_EVENT = "INSERT INTO kernel_event (subject_id, verb, facts, citation, effective_on) TABLE"
_OUTBOX = "INSERT INTO kernel_outboxmessage (kind, key, payload, subject_id, not_before, created_at) TABLE"
_REMINDER = "INSERT INTO kernel_termreminder (term_id, version, rung, outcome, reached_on) TABLE"
_KEPT = {
    "bench_event": "SELECT subject_id, verb, facts, citation, effective_on FROM kernel_event"
    " ORDER BY subject_id",
    "bench_outbox": "SELECT kind, key, payload, subject_id, not_before, created_at"
    " FROM kernel_outboxmessage ORDER BY id",
    "bench_reminder": "SELECT term_id, version, rung, outcome, reached_on"
    " FROM kernel_termreminder ORDER BY id",
    "bench_moved": "SELECT id, due_on, due_ordinal, rungs, sweep_on, version FROM kernel_term"
    " WHERE version > 1 ORDER BY id",
}
_INSERTS = (f"{_REMINDER} bench_reminder", f"{_EVENT} bench_event", f"{_OUTBOX} bench_outbox")
_MOVES = (
    """UPDATE kernel_term t SET due_on = m.due_on, due_ordinal = m.due_ordinal, rungs = m.rungs,
       sweep_on = m.sweep_on, version = m.version FROM bench_moved m WHERE m.id = t.id""",
    *_INSERTS[1:],
)


def sweeps(say: Callable[[str], None]) -> dict[str, Any]:
    """Return seconds of a sweep that finds 10,000 terms due among more and more open ones."""
    bell.ring = None
    found: dict[str, Any] = {"due": DUE}
    for count in OPEN:
        say(f"the sweep over {count:,} open terms")
        _fill(count, due=DUE)
        times = _compared(lambda: sweep.run(at=SWEPT), _INSERTS)
        assert times["event"] == DUE
        found[f"open_{count}"] = {
            "sweep_s": times["own_s"],
            "bare_inserts_s": times["bare_s"],
            "sweep_to_bare": times["ratio"],
            "outbox_rows": times["outbox"],
        }
    first, last = (found[f"open_{count}"]["sweep_s"] for count in (OPEN[0], OPEN[-1]))
    found["largest_to_smallest"] = round(last / first, 2)
    return found


def load() -> dict[str, Any]:
    """Return seconds of a closure that moves 100,000 due dates, each told of and recorded."""
    _fill(MOVED, due=0)
    closure = [texts.NamedDate(CLOSED, off=True, name="停电", local=True)]
    times = _compared(lambda: loading.load(entries=closure, at=SWEPT), _MOVES)
    assert times["event"] == times["outbox"] == MOVED
    return {
        "moved": MOVED,
        "load_s": times["own_s"],
        "bare_update_and_inserts_s": times["bare_s"],
        "load_to_bare": times["ratio"],
        "us_per_date": round(times["own_s"] / MOVED * 1_000_000, 1),
    }


def _fill(count: int, *, due: int) -> None:
    """Leave nothing but so many open terms, the due ones evenly among them."""
    database = str(connection.settings_dict["NAME"])
    copies.sql("SET session_replication_role = replica", _CLEAR, database=database)
    with connection.cursor() as cursor:
        loading.load_shipped(at=SWEPT)
        models = [_model(limit) for limit in (DUE_LIMIT, OPEN_LIMIT)]
        # Whoever is due has been reminded of everything but that.
        Term.objects.filter(pk=models[0].pk).update(rung=4, sweep_on=models[0].rungs[-1])
        cursor.execute(_SUBJECTS, [count])
        names = [
            f'"{field.column}"'
            for field in Term._meta.concrete_fields
            if field.column not in ("id", "subject_id")
        ]
        statement = _TERMS.format(
            columns=", ".join(names), values=", ".join(f"e.{name}" for name in names)
        )
        every = count // due if due else count + 1
        cursor.execute(statement, [every, models[0].pk, models[1].pk])
    keys = ", ".join(str(one.pk) for one in models)
    copies.sql(
        "SET session_replication_role = replica",
        f"DELETE FROM kernel_term WHERE id IN ({keys})",
        _READY,
        database=database,
    )


def _model(limit: int) -> Term:
    return start_term(
        subject=Subject.objects.create(kind="model"),
        kind="promised",
        limit=limit,
        started_on=STARTED,
        citation="行政许可法第四十二条",
        stops="promised",
        at=datetime(2026, 3, 2, 9, tzinfo=SHANGHAI),
    )


def _compared(own: Callable[[], object], bare: Sequence[str]) -> dict[str, Any]:
    """Do both in turns, each taken back, with all checks that the commit would make."""
    counts = _keep_rows(own)
    pairs = []
    for turn in range(ROUNDS + 1):
        if turn % 2:
            second, first = _undone(lambda: _statements(bare)), _undone(own)
        else:
            first, second = _undone(own), _undone(lambda: _statements(bare))
        pairs.append((first, second))
    measured = pairs[1:]  # the first warms up
    return {
        **counts,
        "own_s": round(statistics.median(one for one, _other in measured), 3),
        "bare_s": round(statistics.median(other for _one, other in measured), 3),
        "ratio": round(statistics.median(one / other for one, other in measured), 2),
    }


def _undone(act: Callable[[], object]) -> float:
    with transaction.atomic(), connection.cursor() as cursor:
        seconds = timed(lambda: (act(), cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")))
        transaction.set_rollback(True)
    return seconds


def _statements(statements: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _keep_rows(own: Callable[[], object]) -> dict[str, int]:
    """Do it once, take it back, and keep copies of the rows that it wrote."""
    kept: dict[str, io.StringIO] = {name: io.StringIO() for name in _KEPT}
    counts = {}
    with connection.cursor() as cursor:
        for name in _KEPT:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
        with transaction.atomic():
            own()
            for name, query in _KEPT.items():
                cursor.copy_expert(f"COPY ({query}) TO STDOUT", kept[name])
            transaction.set_rollback(True)
        for name, query in _KEPT.items():
            cursor.execute(f"CREATE TABLE {name} AS {query} LIMIT 0")
            kept[name].seek(0)
            cursor.copy_expert(f"COPY {name} FROM STDIN", kept[name])
            counts[name.removeprefix("bench_")] = cursor.rowcount
            cursor.execute(f"ANALYZE {name}")
    return counts
