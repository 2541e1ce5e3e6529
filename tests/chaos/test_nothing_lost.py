# SPDX-License-Identifier: Apache-2.0
"""Nothing lost, nothing doubled: worker, web and Redis are killed and stopped under load."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest
from django.conf import LazySettings
from django.db import models

from licensing.cases.models import Case
from portal.kernel import invariants
from portal.kernel.audit.models import Event
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Delivery, Notice
from portal.kernel.outbox.models import OutboxMessage
from tests import city as cities
from tests.chaos.citizens import Citizens, prepared
from tests.chaos.processes import Stand, killing, standing, wait_until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]
MANY = 200
MINUTE = 60.0
KILLS_AT_WORK = 4


@pytest.fixture
def stand(city: cities.City, settings: LazySettings) -> Iterator[Stand]:
    with standing() as one:
        settings.MEDIA_ROOT = one.media
        yield one


@pytest.fixture
def stand_of_one(city: cities.City, settings: LazySettings) -> Iterator[Stand]:
    with standing(web_processes=1) as one:
        settings.MEDIA_ROOT = one.media
        yield one


def _is_down_to(stand: Stand, goal: int) -> bool:
    return stand.pending() <= goal


def _per_case(rows: models.QuerySet[models.Model]) -> Counter[int]:
    return Counter(rows.values_list("subject__case", flat=True))


def _assert_each_exactly_once(stand: Stand, given: dict[int, str]) -> None:
    numbers = dict(Case.objects.exclude(number=None).values_list("pk", "number"))
    assert numbers == given
    once = Counter(dict.fromkeys(given, 1))
    receipts = Document.objects.filter(kind="receipt")
    assert _per_case(receipts) == once
    for paper in receipts:
        assert hashlib.sha256((stand.media / paper.path).read_bytes()).hexdigest() == paper.sha256
    assert Document.objects.exclude(state="rendered").count() == 0
    assert _per_case(Event.objects.filter(verb="licensing.case.submit")) == once
    assert _per_case(Notice.objects.filter(kind="submitted")) == once
    mails = Delivery.objects.filter(channel="email")
    assert Counter(mails.values_list("notice__subject__case", flat=True)) == once
    assert set(mails.values_list("state", flat=True)) == {"sent"}
    assert stand.mails.request_ids() == set(mails.values_list("request_id", flat=True))
    assert set(OutboxMessage.objects.values_list("state", flat=True)) == {"done"}
    assert invariants.run() == []


def test_each_case_paper_and_mail_exists_once_whatever_is_killed(
    city: cities.City, stand: Stand
) -> None:
    cases = prepared(city, MANY)
    citizens = Citizens(stand.port, city)
    stand.beat.start()

    def kill_worker() -> None:
        stand.worker.kill()
        stand.worker.start()

    with killing(kill_worker, every=10), killing(stand.web.kill_a_child, every=8):
        citizens.hand_in(cases[:60])
        stand.redis.kill()
        citizens.hand_in(cases[60:100])
        stand.redis.server.start()
        citizens.hand_in(cases[100:140])
        with stand.redis.frozen():
            started = time.monotonic()
            citizens.hand_in(cases[140:])
            wait_until(lambda: time.monotonic() - started > MINUTE, "the minute did not pass")
    for _turn in range(KILLS_AT_WORK):
        goal = max(stand.pending() - 15, 0)
        wait_until(partial(_is_down_to, stand, goal), f"it stands still, see {stand.worker.log}")
        kill_worker()
    assert stand.worker.kills > KILLS_AT_WORK
    assert stand.web.kills > 3
    left = stand.pending()
    swept = wait_until(lambda: stand.pending() == 0, f"never came about, see {stand.worker.log}")
    _assert_each_exactly_once(stand, citizens.given)
    waits = sorted(citizens.waits)
    print(
        f"kills: worker {stand.worker.kills}, web {stand.web.kills}, redis {stand.redis.kills};"
        f" answers: {len(waits)}, of which again {citizens.retries}, p50 {waits[len(waits) // 2]:.2f}"
        f" p99 {waits[len(waits) * 99 // 100]:.2f} worst {waits[-1]:.2f} s;"
        f" {left} effects left when peace came, about {swept:.0f} s later;"
        f" mails repeated {stand.mails.mails.total() - len(stand.mails.mails)}"
    )


def test_control_without_the_sweep_a_bell_that_did_not_ring_is_work_that_is_lost(
    city: cities.City, stand_of_one: Stand
) -> None:
    stand = stand_of_one
    cases = prepared(city, 12)
    citizens = Citizens(stand.port, city)
    citizens.hand_in(cases[:4])
    wait_until(lambda: stand.pending() == 0, "the bell alone brings work about in good times")
    stand.wait_for_worker()

    stand.redis.kill(forget=True)
    citizens.hand_in(cases[4:])
    stand.wait_for_silence()
    stand.redis.server.start()
    stand.wait_for_worker()
    assert stand.pending() == 2 * len(cases[4:])
    assert Document.objects.filter(state="rendered").count() == 4
    assert len(stand.mails.mails) == 4

    stand.ask_for("kernel.relay_outbox")
    wait_until(lambda: stand.pending() == 0, "one sweep brings back what was lost")
    _assert_each_exactly_once(stand, citizens.given)
