# SPDX-License-Identifier: Apache-2.0
"""A broken promise and a broken law are two events with two consequences, each once."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.cases.queries import headline_terms
from licensing.review.actions import claim
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from portal.kernel.notices.models import Notice
from tests import city as cities


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    found = cities.build()
    found.food.organ.court = "资阳市雁江区人民法院"
    found.food.organ.reconsideration_body = "资阳市人民政府"
    found.food.organ.save()
    return found


@pytest.fixture
def case(city: cities.City) -> Case:
    """Accepted on 23 November: promised for the 30th, by law until 7 December."""
    return cities.accepted(city)


def _told(verb: str) -> dict[User | None, int]:
    found: dict[User | None, int] = {}
    for notice in Notice.objects.filter(event__verb=f"licensing.overdue.{verb}"):
        found[notice.user] = found.get(notice.user, 0) + 1
    return found


def test_on_the_promised_day_nothing_is_late(
    city: cities.City, case: Case, clock_at: object
) -> None:
    clock_at("2026-11-30 23:59")  # type: ignore[operator]
    cities.catch_up()
    assert _told("promised") == {}


def test_a_broken_promise_is_an_apology_with_the_laws_date(
    city: cities.City, case: Case, clock_at: object
) -> None:
    clock_at("2026-12-01 00:10")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    assert _told("promised") == {city.alice: 1, city.li: 1, city.chen: 1}
    words = Notice.objects.get(user=city.alice, kind="promise_overdue")
    assert "对不起" in words.title
    assert "法定时限最迟2026年12月7日（周一）" in words.body
    assert _told("statutory") == {}
    events = Event.objects.filter(subject=case.subject, verb="term.overdue")
    assert [event.facts["kind"] for event in events] == ["promised", "inspection"]


def test_a_broken_law_tells_the_remedies_and_supervision_at_once(
    city: cities.City, case: Case, clock_at: object
) -> None:
    clock_at("2026-12-07 23:59")  # type: ignore[operator]
    cities.catch_up()
    assert _told("statutory") == {}
    clock_at("2026-12-08 00:10")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    assert _told("statutory") == {city.alice: 1, city.li: 1, city.chen: 1, city.liu: 1}
    words = Notice.objects.get(user=city.alice, kind="statute_overdue").body
    for part in ("60日内向资阳市人民政府", "2个月内（到2027年1月23日", "资阳市雁江区人民法院"):
        assert part in words
    assert Notice.objects.get(user=city.liu).link == f"/supervision/cases/{case.number}/"


def test_three_days_of_silence_of_the_machine_change_nothing(
    city: cities.City, case: Case, clock_at: object
) -> None:
    clock_at("2026-12-10 09:00")  # type: ignore[operator]
    cities.catch_up()
    assert _told("promised") == {city.alice: 1, city.li: 1, city.chen: 1}
    assert _told("statutory") == {city.alice: 1, city.li: 1, city.chen: 1, city.liu: 1}
    assert "法定时限最迟" not in Notice.objects.get(user=city.alice, kind="promise_overdue").body


def test_a_late_step_is_told_to_its_handler_and_the_head(
    city: cities.City, case: Case, clock_at: object
) -> None:
    claim(step=case.steps.get(position=1), by=city.li, at=clock.now())
    clock_at("2026-11-26 23:59")  # type: ignore[operator]
    cities.catch_up()
    assert _told("step") == {}
    clock_at("2026-11-27 00:10")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    assert _told("step") == {city.li: 1, city.chen: 1}


def test_a_result_not_handed_over_in_ten_days_is_told(
    city: cities.City, case: Case, clock_at: object
) -> None:
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    clock_at("2026-12-07 23:59")  # type: ignore[operator]
    cities.catch_up()
    assert _told("delivery") == {}
    clock_at("2026-12-08 00:10")  # type: ignore[operator]
    cities.catch_up()
    assert _told("delivery") == {city.chen: 1}


def test_the_worst_light_wins_in_lists_and_both_limits_stand_on_the_page(
    city: cities.City, case: Case, clock_at: object
) -> None:
    def light() -> tuple[str, str]:
        term = headline_terms([case])[case.subject_id]
        return (term.kind, term.standing)

    assert light() == ("promised", "running")
    clock_at("2026-12-01 09:00")  # type: ignore[operator]
    assert light() == ("promised", "overdue")
    client = Client()
    client.force_login(city.alice, "portal.kernel.backends.LowerCaseBackend")
    page = client.get(f"/cases/{case.number}/")
    lights = [(due.term.kind, due.standing) for due in page.context["limits"]]
    assert lights == [("promised", "overdue"), ("statutory", "running")]
    assert 'class="light late"' in client.get("/cases/").content.decode()
    clock_at("2026-12-08 09:00")  # type: ignore[operator]
    assert light() == ("statutory", "overdue")
