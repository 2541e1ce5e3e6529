# SPDX-License-Identifier: Apache-2.0
"""Outbox rows are brought about once, retried, given up in a named state."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from portal.kernel.outbox import registry
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.bell import Bell, bell
from portal.kernel.outbox.models import OutboxMessage, StaffTask
from portal.kernel.outbox.relay import LONGEST_PAUSE, MAX_ATTEMPTS, drain, pause_after

if TYPE_CHECKING:
    from collections.abc import Iterator

done: list[int] = []


def _work(payload: dict[str, Any]) -> None:
    if payload.get("poison"):
        raise ValueError("always")
    if payload.get("obsolete"):
        raise registry.Obsolete
    done.append(payload["n"])


@pytest.fixture(autouse=True)
def _kind() -> Iterator[None]:
    done.clear()
    registry._handlers["test.work"] = _work
    yield
    del registry._handlers["test.work"]


def _put(key: str, **payload: object) -> None:
    enqueue(kind="test.work", key=key, payload=payload)


def test_each_row_is_done_once_however_often_it_was_wanted(db: None) -> None:
    for _again in range(3):
        _put("one", n=1)
    _put("two", n=2)
    assert drain() == {"done": 2}
    assert drain() == {}
    assert done == [1, 2]


def test_a_poisoned_row_does_not_stall_the_others(db: None, clock_at: Any) -> None:
    clock_at("2026-11-23 09:00")
    _put("bad", poison=True)
    for n in range(20):
        _put(f"good-{n}", n=n)
    counts = drain()
    assert counts == {"retry": 1, "done": 20}
    bad = OutboxMessage.objects.get(key="bad")
    assert (bad.state, bad.attempts, bad.last_error) == ("pending", 1, "ValueError")


def test_a_row_that_never_works_goes_dead_and_opens_a_task(db: None, clock_at: Any) -> None:
    clock_at("2026-11-23 00:00")
    _put("bad", poison=True)
    for hour in range(MAX_ATTEMPTS * 2):
        clock_at(f"2026-11-{23 + hour // 24} {hour % 24:02d}:30")
        drain()
    bad = OutboxMessage.objects.get(key="bad")
    assert (bad.state, bad.attempts) == ("dead", MAX_ATTEMPTS)
    assert StaffTask.objects.get(outbox=bad).closed_at is None


def test_an_obsolete_row_ends_as_such(db: None) -> None:
    _put("late", obsolete=True)
    assert drain() == {"obsolete": 1}


def test_a_kind_without_a_handler_cannot_be_ordered(db: None) -> None:
    with pytest.raises(KeyError):
        enqueue(kind="test.nobody", key="x", payload={})
    assert not OutboxMessage.objects.exists()


def test_pauses_double_up_to_an_hour() -> None:
    assert [pause_after(n).total_seconds() for n in (1, 2, 3)] == [5, 10, 20]
    assert pause_after(40) == LONGEST_PAUSE


@pytest.mark.django_db(transaction=True)
def test_a_frozen_broker_does_not_keep_the_act_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    entered, thaw = threading.Event(), threading.Event()

    def frozen() -> None:
        entered.set()
        thaw.wait(30)

    monkeypatch.setattr(bell, "ring", frozen)
    monkeypatch.setattr(bell, "_silent_until", 0.0)
    _put("one", n=1)
    assert entered.wait(30)
    _put("two", n=2)
    assert OutboxMessage.objects.count() == 2
    assert not thaw.is_set()
    thaw.set()


def test_a_dead_broker_is_left_alone_for_a_while() -> None:
    rung = []

    def broken() -> None:
        rung.append(1)
        raise ConnectionError("no redis")

    quiet = Bell()
    quiet.ring = broken
    quiet.strike(broken)
    quiet()
    assert rung == [1]
    assert quiet._process == 0
