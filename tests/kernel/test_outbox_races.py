# SPDX-License-Identifier: Apache-2.0
"""Several relays at one outbox: each message is brought about once, whoever takes it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from portal.kernel import clock, numbers
from portal.kernel.numbers import Counter as CounterRow
from portal.kernel.outbox import registry
from portal.kernel.outbox.actions import enqueue
from portal.kernel.outbox.bell import bell
from portal.kernel.outbox.models import OutboxMessage, OutboxState
from portal.kernel.outbox.relay import drain
from tests.racing import PATIENCE, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
MANY, RELAYS = 120, 4


@pytest.fixture(autouse=True)
def _messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for somebody: a row for each message counts how often it was brought about."""
    monkeypatch.setattr(bell, "ring", None)

    def count(payload: dict[str, Any]) -> None:
        numbers.draw(f"effect:{payload['number']}")

    monkeypatch.setitem(registry._handlers, "test.count", count)
    for number in range(MANY):
        enqueue(kind="test.count", key=f"test:{number}", payload={"number": number})


def _effects() -> Counter[int]:
    rows = CounterRow.objects.filter(scope__startswith="effect:")
    return Counter(rows.values_list("value", flat=True))


def test_four_relays_bring_each_message_about_once() -> None:
    results = at_once([lambda: drain(limit=MANY)] * RELAYS)
    assert sum(one.get("done", 0) for one in results) == MANY
    assert _effects() == {1: MANY}
    assert set(OutboxMessage.objects.values_list("state", "attempts")) == {(OutboxState.DONE, 1)}


def test_the_relays_share_the_work_instead_of_queueing(monkeypatch: pytest.MonkeyPatch) -> None:
    all_hold_one = threading.Barrier(RELAYS)
    met: list[int] = []

    def wait_for_the_others(payload: dict[str, Any]) -> None:
        met.append(all_hold_one.wait(PATIENCE))

    monkeypatch.setitem(registry._handlers, "test.count", wait_for_the_others)
    at_once([lambda: drain(limit=1)] * RELAYS)
    assert sorted(met) == list(range(RELAYS))
    assert OutboxMessage.objects.filter(state=OutboxState.DONE).count() == RELAYS


def test_control_relays_that_only_look_bring_messages_about_again() -> None:
    everybody_has_looked = threading.Barrier(RELAYS)

    def careless() -> None:
        seen = list(OutboxMessage.objects.filter(state=OutboxState.PENDING).order_by("pk"))
        everybody_has_looked.wait(PATIENCE)
        for message in seen:
            with transaction.atomic():
                registry.handler_of(message.kind)(message.payload)
                OutboxMessage.objects.filter(pk=message.pk).update(
                    state=OutboxState.DONE, finished_at=clock.now()
                )

    acts: list[Callable[[], Any]] = [careless] * RELAYS
    assert at_once(acts) == [None] * RELAYS
    assert _effects() == {RELAYS: MANY}


def test_a_message_wanted_by_four_acts_at_once_is_one_message() -> None:
    def want() -> None:
        with transaction.atomic():
            enqueue(kind="test.count", key="wanted", payload={"number": MANY})

    assert at_once([want] * RELAYS) == [None] * RELAYS
    drain(limit=MANY + RELAYS)
    assert CounterRow.objects.get(scope=f"effect:{MANY}").value == 1
