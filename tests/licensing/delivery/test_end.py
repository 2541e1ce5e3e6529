# SPDX-License-Identifier: Apache-2.0
"""Withdrawing, voiding, delivering, filing away, expiring."""

from __future__ import annotations

from licensing.delivery.actions import confirm_voiding, deliver, request_voiding, withdraw
from licensing.delivery.models import Handover
from licensing.licences.actions import expire_licences
from licensing.licences.models import Licence
from portal.kernel import clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from tests import city as cities
from tests.refusals import refused


def test_withdrawing_stops_everything(city: cities.City) -> None:
    case = cities.accepted(city, lacking="secondary")
    withdraw(case=case, by=city.alice, at=clock.now())
    case.refresh_from_db()
    assert case.state == "withdrawn"
    subjects = [case.subject_id, *case.steps.values_list("subject_id", flat=True),
                *case.deferrals.values_list("subject_id", flat=True)]  # fmt: skip
    assert not Term.objects.running().filter(subject__in=subjects).exists()
    assert invariants.run() == []


def test_a_decided_case_cannot_be_withdrawn(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    with refused("wrong_state"):
        withdraw(case=case, by=city.alice, at=clock.now())


def test_voiding_needs_the_same_day_and_a_second_person(
    city: cities.City, clock_at: object
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.submitted(city)
    request_voiding(case=case, reason="录错了人", by=city.wang, at=clock.now())
    with refused("second_person"):
        confirm_voiding(case=case, by=city.wang, at=clock.now())
    case.refresh_from_db()
    assert case.state == "submitted"
    clock_at("2026-11-24 09:00")  # type: ignore[operator]
    with refused("not_today"):
        confirm_voiding(case=case, by=city.zhao, at=clock.now())
    clock_at("2026-11-23 23:00")  # type: ignore[operator]
    confirm_voiding(case=case, by=city.zhao, at=clock.now())
    case.refresh_from_db()
    assert case.state == "voided"


def test_a_delivered_case_is_filed_away_after_its_days(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    deliver(case=case, method="window", recipient="张小丽", by=city.wang, at=clock.now())
    assert Handover.objects.get(case=case).handed_by == city.wang
    clock_at("2026-11-30 23:59")  # type: ignore[operator]
    cities.catch_up()
    case.refresh_from_db()
    assert case.state == "delivered"
    clock_at("2026-12-01 00:01")  # type: ignore[operator]
    cities.catch_up()
    case.refresh_from_db()
    assert case.state == "closed"


def test_post_needs_a_tracking_number(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    with refused("required"):
        deliver(case=case, method="post", recipient="张小丽", by=city.wang, at=clock.now())
    assert not Handover.objects.exists()


def test_a_licence_expires_after_its_last_day_once(city: cities.City, clock_at: object) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    cities.catch_up()
    licence = Licence.objects.get()
    clock_at("2031-11-22 23:59")  # type: ignore[operator]
    assert expire_licences(clock.now()) == 0
    clock_at("2031-11-23 00:01")  # type: ignore[operator]
    assert [expire_licences(clock.now()), expire_licences(clock.now())] == [1, 0]
    licence.refresh_from_db()
    assert licence.state == "expired"
    event = Event.objects.get(subject=licence.subject, verb="licensing.licence.expire")
    assert str(event.effective_on) == "2031-11-22"
    assert invariants.run() == []
