# SPDX-License-Identifier: Apache-2.0
"""Letters go out once per channel; the gateway sees a stable request id; nobody is woken."""

from __future__ import annotations

from django.core import mail

from portal.kernel.notices.models import Delivery, Notice
from portal.kernel.outbox.models import StaffTask
from portal.kernel.outbox.relay import MAX_ATTEMPTS, drain
from tests import city as cities
from tests.gateway import Gateway


def test_a_submission_is_told_by_inbox_mail_and_message(
    city: cities.City, gateway: Gateway, clock_at: object
) -> None:
    clock_at("2026-11-23 10:00")  # type: ignore[operator]
    cities.submitted(city)
    drain()
    drain()
    notice = Notice.objects.get(user=city.alice)
    states = dict(Delivery.objects.filter(notice=notice).values_list("channel", "state"))
    assert states == {"inbox": "sent", "email": "sent", "sms": "sent"}
    assert [letter.to for letter in mail.outbox] == [["alice@example.com"]]
    assert [message["to"] for message in gateway.taken] == ["13800132046"]


def test_a_gateway_that_fails_first_gets_the_same_request_id(
    city: cities.City, gateway: Gateway, clock_at: object
) -> None:
    clock_at("2026-11-23 10:00")  # type: ignore[operator]
    gateway.failures = 1
    cities.submitted(city)
    drain()
    assert gateway.taken == []
    clock_at("2026-11-23 10:01")  # type: ignore[operator]
    drain()
    sent = Delivery.objects.get(channel="sms")
    assert [message["request_id"] for message in gateway.taken] == [sent.request_id]


def test_a_gateway_that_never_answers_leaves_a_dead_delivery_and_a_task(
    city: cities.City, gateway: Gateway, clock_at: object
) -> None:
    gateway.failures = 10**6
    clock_at("2026-11-23 10:00")  # type: ignore[operator]
    cities.submitted(city)
    for turn in range(MAX_ATTEMPTS + 4):
        clock_at(f"2026-11-{24 + turn // 8} {9 + turn % 8:02d}:30")  # type: ignore[operator]
        drain()
    assert Delivery.objects.get(channel="sms").state == "dead"
    assert StaffTask.objects.filter(outbox__kind="kernel.deliver").count() == 1
