# SPDX-License-Identifier: Apache-2.0
"""Nobody is woken: each channel has its own still hours, and what waits goes out exactly once."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from portal.kernel.notices.models import Delivery
from portal.kernel.notices.quiet import Quiet, not_before
from portal.kernel.outbox.relay import drain
from tests import city as cities
from tests.conftest import SHANGHAI, SetClock
from tests.gateway import Gateway
from tests.rules import set_rule


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def _switch(code: str, *, on: bool) -> None:
    set_rule(code, is_on=on, effective_on=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-23 21:59:59", "2026-11-23 21:59:59"),
        ("2026-11-23 22:00", "2026-11-24 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-12-31 23:30", "2027-01-01 08:00"),
    ],
)
@pytest.mark.django_db
def test_no_message_goes_out_between_22_and_8_and_mail_always_may(at: str, then: str) -> None:
    assert not_before("sms", _at(at)) == _at(then)
    assert not_before("email", _at(at)) == _at(at)


@pytest.mark.parametrize(
    ("at", "then"),
    [
        ("2026-11-20 21:59", "2026-11-20 21:59"),
        ("2026-11-20 22:00", "2026-11-23 08:00"),
        ("2026-11-21 12:00", "2026-11-23 08:00"),
        ("2026-09-30 23:00", "2026-10-08 08:00"),
        ("2026-02-14 10:00", "2026-02-14 10:00"),
    ],
)
@pytest.mark.django_db
def test_a_city_may_spare_rest_days_and_a_make_up_saturday_is_none(at: str, then: str) -> None:
    _switch("quiet_sms_rest_days", on=True)
    assert not_before("sms", _at(at)) == _at(then)


@pytest.mark.django_db
def test_past_the_announced_years_plain_weekends_are_rest_days() -> None:
    _switch("quiet_sms_rest_days", on=True)
    assert not_before("sms", _at("2031-03-01 12:00")) == _at("2031-03-03 08:00")


@pytest.mark.django_db
def test_a_rule_that_is_switched_off_keeps_nobody_waiting() -> None:
    _switch("quiet_sms_to", on=False)
    assert not_before("sms", _at("2026-11-23 23:00")) == _at("2026-11-23 23:00")
    _switch("quiet_email_from", on=True)
    _switch("quiet_email_to", on=True)
    assert not_before("email", _at("2026-11-23 23:00")) == _at("2026-11-24 08:00")


def test_hours_within_a_day_and_no_hours_at_all() -> None:
    noon = Quiet(12, 14)
    assert noon.after(_at("2026-11-23 11:59"), lambda _day: True) == _at("2026-11-23 11:59")
    assert noon.after(_at("2026-11-23 12:00"), lambda _day: True) == _at("2026-11-23 14:00")
    assert noon.after(_at("2026-11-23 14:00"), lambda _day: True) == _at("2026-11-23 14:00")
    assert Quiet().after(_at("2026-11-23 03:00"), lambda _day: True) == _at("2026-11-23 03:00")


def test_a_night_submission_is_told_by_mail_at_once_and_by_message_at_8_exactly_once(
    city: cities.City,
    gateway: Gateway,
    clock_at: SetClock,
) -> None:
    clock_at("2026-11-23 22:00")
    cities.submitted(city)
    drain()
    clock_at("2026-11-24 07:59:59")
    drain()
    assert gateway.taken == []
    assert Delivery.objects.get(channel="email").state == "sent"
    clock_at("2026-11-24 08:00")
    drain()
    drain()
    assert len(gateway.taken) == 1


def test_a_message_that_a_stop_carried_into_the_night_waits_for_the_morning(
    city: cities.City,
    gateway: Gateway,
    clock_at: SetClock,
) -> None:
    clock_at("2026-11-23 21:59")
    cities.submitted(city)
    clock_at("2026-11-23 22:01")
    drain()
    assert gateway.taken == []
    clock_at("2026-11-24 08:00")
    drain()
    drain()
    assert len(gateway.taken) == 1
