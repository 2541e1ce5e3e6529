# SPDX-License-Identifier: Apache-2.0
"""Acts beside changes by the set, and a worker that dies: no turn is left as it was before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction

from complaints.supervision.actions import urge
from licensing.review.actions import claim
from portal.kernel import city_rules, clock, invariants
from portal.kernel.deadlines.actions.relief import relieve
from portal.kernel.deadlines.holidays.loading import load_shipped
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import PortalError
from portal.kernel.outbox.bell import bell
from portal.kernel.turns import writing
from portal.kernel.turns.models import Turn
from portal.kernel.turns.writing import turns_as_expected
from tests import city as cities
from tests.racing import PATIENCE, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

    from licensing.cases.models import Case
    from tests.conftest import SetClock

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 0.7  # seconds in which the other one comes to wait


@pytest.fixture
def city(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, clock_at: SetClock
) -> cities.City:
    """A city whose rows are committed, so that all threads see it; no bell rings."""
    clock_at("2026-03-02 10:00")
    monkeypatch.setattr(bell, "ring", None)
    city_rules.load_shipped()
    load_shipped(at=clock.now())
    return cities.build()


@pytest.fixture
def case(city: cities.City) -> Case:
    """A case whose first step waits to be claimed."""
    return cities.accepted(city)


def _relief_of_the_step(case: Case) -> None:
    """Move the step's term alone: the case's own subject stays free for others."""
    step = case.steps.get(state="open")
    relieve(
        terms=Term.objects.filter(subject=step.subject_id), days=5, cause="e1", source="示例",
        at=clock.now(),
    )  # fmt: skip


def _one_inside_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
    """Do the second act while the first has written everything and not committed."""
    has_written = threading.Event()

    def outer() -> None:
        with transaction.atomic():
            first()
            has_written.set()
            time.sleep(LONG_ENOUGH)

    def inner() -> None:
        assert has_written.wait(PATIENCE)
        second()

    return at_once([outer, inner])


def _both_orders(city: cities.City, case: Case, *, relief_first: bool) -> list[Any]:
    acts = (
        lambda: _relief_of_the_step(case),
        lambda: urge(case=case, note="请抓紧", by=city.liu, at=clock.now()),
    )
    return _one_inside_the_other(*(acts if relief_first else acts[::-1]))


@pytest.mark.parametrize("relief_first", [True, False])
def test_an_act_beside_a_change_by_the_set_waits_for_it(
    city: cities.City, case: Case, relief_first: bool
) -> None:
    was = Turn.objects.get(root=case.subject_id).sort_on
    results = _both_orders(city, case, relief_first=relief_first)
    assert not [one for one in results if isinstance(one, Exception)]
    head = Turn.objects.get(root=case.subject_id)
    assert head.urges == 1
    assert head.sort_on > was
    assert invariants.run() == []


def test_control_without_shutting_the_table_they_would_collide(
    city: cities.City, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_ALONE", "SELECT 1")
    results = _both_orders(city, case, relief_first=True)
    assert [one for one in results if isinstance(one, Exception)] or turns_as_expected()


def test_twenty_hands_on_one_step_leave_one_row(city: cities.City, case: Case) -> None:
    step = case.steps.get(state="open")
    results = at_once([lambda: claim(step=step, by=city.li, at=clock.now())] * 20)
    assert sum(isinstance(one, PortalError) for one in results) == 19
    assert Turn.objects.get(root=case.subject_id).desk == f"u:{city.li.pk}"
    assert turns_as_expected() == []


#: A worker that has written its act, says so, and never comes to commit.
_WORKER = """
import sys, time
import django
django.setup()
from django.db import transaction
from licensing.review.actions import claim
from licensing.review.models import ReviewStep
from datetime import datetime
from portal.kernel.accounts.models import User
from portal.kernel.turns.models import Turn
with transaction.atomic():
    claim(
        step=ReviewStep.objects.get(pk=int(sys.argv[1])),
        by=User.objects.get(pk=int(sys.argv[2])),
        at=datetime.fromisoformat(sys.argv[3]),
    )
    print(Turn.objects.get(desk=f"u:{sys.argv[2]}").act, flush=True)
    time.sleep(60)
"""


def test_a_killed_worker_leaves_the_turn_where_it_was(city: cities.City, case: Case) -> None:
    step = case.steps.get(state="open")
    before = list(Turn.objects.order_by("pk").values())
    told = connection.settings_dict
    place = f"postgresql://{told['USER']}@/{told['NAME']}?host={told['HOST']}&port={told['PORT']}"
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, str(step.pk), str(city.li.pk), clock.now().isoformat()],
        env={**os.environ, "DATABASE_URL": place},
        cwd=Path(__file__).parents[3],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "pass"
    finally:
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE)
    assert list(Turn.objects.order_by("pk").values()) == before
    results = _one_inside_the_other(
        lambda: claim(step=step, by=city.li, at=clock.now()), lambda: _relief_of_the_step(case)
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert Turn.objects.get(root=case.subject_id).desk == f"u:{city.li.pk}"
    assert invariants.run() == []
    connections.close_all()
