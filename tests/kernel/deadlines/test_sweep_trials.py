# SPDX-License-Identifier: Apache-2.0
"""The sweep twice, at once by four workers, killed half-way, three days late: the same rows.

Workers are processes of their own. The same rows are, for every term: its overdue event, its
consequence in the outbox, the rungs it reached with their days, and its own columns. Only which
of the rungs was sent and which skipped may differ, and only when the sweep came late.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from portal.kernel import locks
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.holidays import loading
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.models import Term, TermReminder
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.subjects import Subject
from tests.kernel.deadlines import sweeper
from tests.kernel.deadlines.conftest import at, day

Start = Callable[..., Term]
#: Kinds that the portal itself registers, as the processes know no others: by the ladder of
#: handlers, without a ladder, and one whose consequence is the law's own.
KINDS = ("promised", "step", "intake")
LIMITS = (3, 10, 18, 20, 21, 60)
LATE = at("2026-04-03 00:00:10")


@pytest.fixture
def terms(running: Start, transactional_db: None) -> list[Term]:
    loading.load_shipped(at=at("2026-01-01"))
    return [running(kind=kind, limit=limit) for kind in KINDS for limit in LIMITS]


def written() -> dict[str, list[Any]]:
    """Return everything that sweeps write, in an order of its own."""
    return {
        "events": list(
            Event.objects.order_by("subject_id", "seq").values_list(
                "subject_id", "seq", "verb", "facts", "citation", "effective_on"
            )
        ),
        "outbox": list(
            OutboxMessage.objects.order_by("key").values_list(
                "kind", "key", "payload", "subject_id", "not_before", "state"
            )
        ),
        "reminders": list(
            TermReminder.objects.order_by("term_id", "reached_on", "rung").values_list(
                "term_id", "version", "rung", "outcome", "reached_on"
            )
        ),
        "terms": list(
            Term.objects.order_by("pk").values_list("pk", "rung", "sweep_on", "overdue_since")
        ),
    }


def one_timely_run() -> dict[str, list[Any]]:
    """Return what a single sweep writes, and take it back."""
    with transaction.atomic():
        sweep.run(at=LATE)
        rows = written()
        transaction.set_rollback(True)
    return rows


def test_twice_writes_what_once_writes(terms: list[Term]) -> None:
    once = one_timely_run()
    assert sweep.run(at=LATE)["overdue"] == 15
    assert sweep.run(at=LATE)["looked"] == 0
    assert written() == once


def test_four_processes_at_once_write_what_one_writes(terms: list[Term]) -> None:
    once = one_timely_run()
    with sweeper.gate():
        workers = [sweeper.start(LATE) for _number in range(4)]
        sweeper.wait_for(lambda: sweeper.waiting() == 4, "four sweepers at the gate")
    counts = [sweeper.counts_of(worker) for worker in workers]
    assert sum(count["overdue"] for count in counts) == 15
    assert written() == once


def test_a_process_killed_in_the_middle_leaves_nothing_and_the_next_does_all(
    terms: list[Term],
) -> None:
    """Held up by a message of ours with one of its keys, it dies with events already written."""
    once = one_timely_run()
    nothing = written()
    with transaction.atomic():
        held = OutboxMessage.objects.create(
            kind="test",
            key=f"term:{terms[0].pk}:1:overdue",
            payload={},
            subject_id=terms[0].subject_id,
            not_before=LATE,
            created_at=LATE,
        )
        doomed = sweeper.start(LATE)
        sweeper.wait_for(lambda: sweeper.waiting() == 1, "a sweeper in the middle of its work")
        doomed.kill()
        assert doomed.wait(sweeper.PATIENCE) == -9
        assert sweep.run(at=LATE)["busy"] == 1  # its transaction is open still
        held.delete()
    sweeper.wait_for(lambda: sweeper.connected() == 0, "the end of the dead sweeper's transaction")
    assert written() == nothing
    assert sweep.run(at=LATE)["overdue"] == 15
    assert written() == once


def test_three_days_late_only_the_highest_rung_is_sent_and_all_else_is_the_same(
    terms: list[Term],
) -> None:
    timely = written_by_sweeps("2026-03-02", "2026-04-03")
    late = written_by_sweeps("2026-04-03", "2026-04-03")
    missed = written_by_sweeps("2026-03-02", "2026-03-31", "2026-04-03")
    for rows in (late, missed):
        assert rows["events"] == timely["events"]
        assert rows["terms"] == timely["terms"]
        assert _without(rows["reminders"], 3) == _without(timely["reminders"], 3)
        assert _of(rows, "kernel.term_consequence") == _of(timely, "kernel.term_consequence")
    assert {row[3] for row in timely["reminders"]} == {"sent"}
    sent = [(row[0], row[2]) for row in late["reminders"] if row[3] == "sent"]
    assert [rung for _term, rung in sent] == ["overdue"] * 5
    told = [(row[2]["term"], row[2]["rung"]) for row in _of(late, "kernel.term_reminder")]
    assert sorted(told) == sorted(sent)


def written_by_sweeps(first: str, *moments: str) -> dict[str, list[Any]]:
    """Return what daily sweeps from a day to the first of the moments, then at the others, write."""
    days = (day(moments[0]) - day(first)).days + 1
    with transaction.atomic():
        for offset in range(days):
            sweep.run(at=at(f"{day(first) + timedelta(days=offset)} 00:00:10"))
        for moment in moments[1:]:
            sweep.run(at=at(f"{moment} 00:00:10"))
        rows = written()
        transaction.set_rollback(True)
    return rows


def _without(rows: list[Any], place: int) -> list[Any]:
    return [row[:place] + row[place + 1 :] for row in rows]


def _of(rows: dict[str, list[Any]], kind: str) -> list[Any]:
    """Return messages of a kind without the moment from which on they may be sent."""
    return [row[:4] for row in rows["outbox"] if row[0] == kind]


@pytest.mark.parametrize(
    ("alone", "held", "events"),
    [(True, True, 15), (False, True, 15), (True, False, 15), (False, False, 30)],
    ids=["both guards", "row locks only", "one sweep at a time only", "control: no guard"],
)
def test_each_guard_is_enough_and_without_both_events_double(
    terms: list[Term],
    monkeypatch: pytest.MonkeyPatch,
    alone: bool,
    held: bool,
    events: int,
) -> None:
    """A second sweep begins while the first has written and not committed."""
    if not alone:
        monkeypatch.setattr(locks, "take", lambda _lock: True)
    if not held:
        bare = sweep._TERMS.replace("FOR UPDATE OF s SKIP LOCKED", "")
        monkeypatch.setattr(sweep, "_TERMS", bare.replace("FOR UPDATE OF t SKIP LOCKED", ""))
        assert "SKIP LOCKED" not in sweep._TERMS
    second = threading.Thread(target=_sweep_and_close)
    with transaction.atomic():
        sweep.run(at=LATE)
        second.start()
        sweeper.wait_for(
            lambda: not second.is_alive() or sweeper.blocks_another(), "the second sweep"
        )
    second.join(sweeper.PATIENCE)
    assert Event.objects.filter(verb="term.overdue").count() == events
    assert OutboxMessage.objects.count() == len(set(OutboxMessage.objects.values_list("key")))


def _sweep_and_close() -> None:
    sweep.run(at=LATE)
    connections.close_all()


def test_what_a_sweep_left_is_done_by_the_next(terms: list[Term]) -> None:
    """A subject that was in somebody's hands is neither lost nor swept twice."""
    once = one_timely_run()
    busy = terms[0].subject_id
    gate = threading.Event()
    done = threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Subject.objects.select_for_update().get(pk=busy)
            gate.set()
            done.wait(sweeper.PATIENCE)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    gate.wait(sweeper.PATIENCE)
    assert sweep.run(at=LATE)["overdue"] == 14
    done.set()
    holder.join(sweeper.PATIENCE)
    assert sweep.run(at=LATE)["overdue"] == 1
    assert written() == once
