# SPDX-License-Identifier: Apache-2.0
"""A party hears again before its time to be heard is over, and when a closure moves that day."""

from __future__ import annotations

from datetime import date

import pytest

from credit.determinations.actions import mark, open_determination
from credit.determinations.models import Determination
from portal.kernel import clock
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.relay import drain
from portal.kernel.subjects import Subject
from portal.web.calendar.acts import announce_closure
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


@pytest.fixture
def inquiry(city: cities.City) -> Determination:
    made = open_determination(
        party=city.shop, cause=Subject.objects.create(kind="test"), ground="deferral_lapsed",
        at=clock.now(),
    )  # fmt: skip
    assert made is not None
    return made


def test_the_party_is_reminded_until_the_last_day_and_not_after_it(
    city: cities.City, inquiry: Determination, clock_at: SetClock
) -> None:
    assert inquiry.hearing_due_on == date(2026, 3, 9)
    clock_at("2026-03-09 09:00")
    cities.catch_up()
    told = Notice.objects.filter(user=city.alice, kind="hearing_reminder")
    assert told.count() == 1
    clock_at("2026-03-10 09:00")
    cities.catch_up()
    assert told.count() == 1


def test_a_closure_moves_the_day_up_to_which_a_finding_waits(
    city: cities.City, inquiry: Determination, clock_at: SetClock
) -> None:
    announce_closure(
        days=[date(2026, 3, 4)], name="暴雪停班", source="资府办〔2026〕1号",
        by=city.liu, at=clock.now(),
    )  # fmt: skip
    drain()
    assert Notice.objects.filter(user=city.alice, kind="date_moved").count() == 1
    clock_at("2026-03-10 23:59:50")
    with refused("not_heard"):
        mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())
    clock_at("2026-03-11 00:00:10")
    mark(inquiry=inquiry, finding="逾期未补", by=city.liu, at=clock.now())
