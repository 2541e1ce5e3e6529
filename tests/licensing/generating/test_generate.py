# SPDX-License-Identifier: Apache-2.0
"""Invented cases: their books are in order, the office can go on with them, nobody is hurt."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from stdnum.cn import uscc

from licensing.cases.models import Case, CaseMaterial, Verdict
from licensing.generating.generate import CLERK, generate_cases, invented_uscc
from licensing.intake.accept import accept, give_verdict
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import Party, User
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.models import Notice
from portal.kernel.outbox.models import OutboxMessage
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

OPEN, CLOSED = 80, 120


def _generate(seed: int = 7, *, open_count: int = OPEN, closed_count: int = CLOSED) -> int:
    return generate_cases(
        open_count=open_count, closed_count=closed_count, seed=seed, at=clock.now()
    )


def _content(after: int) -> list[tuple[Any, ...]]:
    cases = Case.objects.filter(pk__gt=after).order_by("pk")
    return list(
        cases.values_list(
            "version_id", "window_id", "applicant_id", "state", "received_on", "accepted_on",
            "decided_on", "delivered_on", "decisions__outcome",
        )
    )  # fmt: skip


def test_the_books_of_generated_cases_are_in_order(city: cities.City) -> None:
    assert _generate() == OPEN + CLOSED
    assert Case.objects.exclude(state="closed").count() == OPEN
    assert Case.objects.filter(state="closed").count() == CLOSED
    assert {"submitted", "accepted", "in_review", "decided", "delivered"} <= set(
        Case.objects.values_list("state", flat=True)
    )
    assert invariants.run() == []


def test_the_same_seed_gives_the_same_cases_and_another_seed_others(city: cities.City) -> None:
    _generate(seed=7)
    first, last = _content(0), Case.objects.latest("pk").pk
    _generate(seed=7)
    assert _content(last) == first
    last = Case.objects.latest("pk").pk
    _generate(seed=8)
    assert _content(last) != first
    assert invariants.run() == []


def test_numbers_go_on_where_the_counters_stand(city: cities.City) -> None:
    before = cities.submitted(city, key="before")
    _generate()
    after = cities.submitted(city, key="after")
    numbers = list(Case.objects.values_list("number", flat=True))
    assert len(set(numbers)) == len(numbers) == OPEN + CLOSED + 2
    assert before.number is not None
    assert after.number is not None
    assert before.number < after.number


def test_a_few_promises_are_missed_and_each_miss_has_its_event(city: cities.City) -> None:
    _generate(closed_count=600)
    promised = Term.objects.filter(kind="promised")
    late = promised.filter(state="met_late").count()
    assert 0.01 < late / promised.exclude(state="running").count() < 0.10
    missed = Term.objects.filter(overdue_since__isnull=False).count()
    assert missed > late
    assert Event.objects.filter(verb="term.overdue").count() == missed


def test_the_next_sweep_finds_nothing_that_was_forgotten(city: cities.City) -> None:
    _generate()
    counts = sweep.run(at=clock.now())
    assert counts["looked"] == 0
    assert not OutboxMessage.objects.exists()
    assert not Notice.objects.exists()


def test_the_office_goes_on_with_a_generated_case(city: cities.City) -> None:
    _generate()
    case = Case.objects.filter(state="submitted", centre=city.centre)[0]
    at = clock.now()
    for line in CaseMaterial.objects.filter(case=case, is_applicable=True):
        give_verdict(line=line, verdict=Verdict.PASSED, by=city.wang, at=at)
    accept(case=case, by=city.wang, at=at)
    case = Case.objects.filter(state="accepted", version=city.food)[0]
    cities.review_up_to_approval(city, case)
    assert cities.granted(city, case).state == "issued"
    assert invariants.run() == []


def test_due_dates_past_the_known_calendar_stay_empty(
    city: cities.City, clock_at: SetClock
) -> None:
    clock_at("2026-12-28 10:00")
    _generate()
    waiting = Term.objects.running().filter(due_reason="calendar")
    assert waiting.exists()
    assert not waiting.exclude(due_on=None).exists()
    assert invariants.run() == []


def test_nobody_can_sign_in_as_their_clerk_and_nobody_bears_their_names(
    city: cities.City,
) -> None:
    _generate()
    clerk = User.objects.get(username=CLERK)
    assert not clerk.is_active
    assert not clerk.has_usable_password()
    for party in Party.objects.filter(cases__isnull=False).distinct():
        assert party.name.startswith("测试样例")
        assert party.uscc is not None
        assert uscc.is_valid(party.uscc)
    assert invented_uscc(1) != invented_uscc(2)


def test_refused_outside_a_demo_and_nothing_is_written(
    city: cities.City, settings: LazySettings
) -> None:
    settings.DEMO = False
    with refused("not_a_demo"):
        _generate()
    assert not Case.objects.exists()
    assert not User.objects.filter(username=CLERK).exists()


@pytest.mark.django_db
def test_refused_where_there_is_no_city() -> None:
    with refused("no_city"):
        _generate()
    assert not Case.objects.exists()
