# SPDX-License-Identifier: Apache-2.0
"""The sweep against itself, against acts, and killed half-way."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, connections, transaction

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.holidays import loading, texts
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.models import Term, TermReminder
from portal.kernel.locks import Lock
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.subjects import Subject
from tests.database import as_owner_of_the_tables
from tests.kernel.deadlines.conftest import Heard, at, day

pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., Term]
COUNT = 40
LATE = at("2026-04-03")


@pytest.fixture(autouse=True)
def _many(running: Start, heard: Heard) -> None:
    loading.load_shipped(at=at("2026-01-01"))
    for _number in range(COUNT):
        running()


def in_threads(number: int, act: Callable[[], object]) -> list[object]:
    """Run an act at once in several threads, each with a connection of its own."""
    gate = threading.Barrier(number)
    results: list[object] = []

    def work() -> None:
        try:
            gate.wait()
            results.append(act())
        except DatabaseError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def written() -> tuple[int, int, int]:
    return (
        Event.objects.filter(verb="term.overdue").count(),
        OutboxMessage.objects.count(),
        TermReminder.objects.count(),
    )


ONCE = (COUNT, 2 * COUNT, 5 * COUNT)


def test_four_sweeps_at_once_write_what_one_writes() -> None:
    results = in_threads(4, lambda: sweep.run(at=LATE))
    assert all(isinstance(result, dict) for result in results)
    assert written() == ONCE
    assert sweep.run(at=LATE)["looked"] == 0
    assert written() == ONCE


def test_a_sweep_in_progress_keeps_others_out() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.SWEEP)])
        assert in_threads(1, lambda: sweep.run(at=LATE)) == [
            {"looked": 0, "overdue": 0, "reminders": 0, "skipped": 0, "overruns": 0, "busy": 1}
        ]
        cursor.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.SWEEP)])
    assert written() == (0, 0, 0)


def test_a_subject_in_somebodys_hands_is_left_for_the_next_run() -> None:
    held = Term.objects.first()
    assert held is not None
    with transaction.atomic():
        Subject.objects.select_for_update().get(pk=held.subject_id)
        from_thread = in_threads(1, lambda: sweep.run(at=LATE)["overdue"])
    assert from_thread == [COUNT - 1]
    assert sweep.run(at=LATE)["overdue"] == 1
    assert written() == ONCE


def test_a_sweep_killed_in_the_middle_leaves_nothing_and_the_next_does_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sweep, "_PAUSES", "SELECT 0 FROM pg_sleep(20)")
        results: list[object] = []
        thread = threading.Thread(
            target=lambda: results.extend(in_threads(1, lambda: sweep.run(at=LATE)))
        )
        thread.start()
        _kill_the_sleeper()
        thread.join(30)
    assert [type(result).__mro__[1] for result in results] == [DatabaseError]
    assert written() == (0, 0, 0)
    assert sweep.run(at=LATE)["overdue"] == COUNT
    assert written() == ONCE


def _kill_the_sleeper() -> None:
    killed = 0
    while not killed:
        with as_owner_of_the_tables(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND query = 'SELECT 0 FROM pg_sleep(20)'"
            )
            killed = cursor.fetchone()[0]


def test_a_load_meeting_acts_in_the_opposite_order_of_locks_tries_again() -> None:
    """An act that holds a term and wants its subject, while the load wants both."""
    held = Term.objects.order_by("pk")[COUNT - 1]
    closure = [texts.NamedDate(day("2026-03-30"), off=True, name="停电", local=True)]
    gate = threading.Event()
    done: list[str] = []

    def act() -> None:
        try:
            with transaction.atomic():
                list(Term.objects.select_for_update().filter(pk=held.pk))
                gate.set()
                _wait_for_a_blocked_query()
                list(Subject.objects.select_for_update().filter(pk=held.subject_id))
            done.append("act")
        except DatabaseError:
            done.append("act lost")
        finally:
            connections.close_all()

    thread = threading.Thread(target=act)
    thread.start()
    gate.wait(10)
    moved = loading.load(entries=closure, at=at("2026-03-05")).moved
    thread.join(30)
    assert moved == COUNT
    assert len(done) == 1
    assert set(Term.objects.values_list("due_on", flat=True)) == {day("2026-03-31")}


def _wait_for_a_blocked_query() -> None:
    blocked = 0
    while not blocked:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            blocked = cursor.fetchone()[0]
