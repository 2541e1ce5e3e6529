# SPDX-License-Identifier: Apache-2.0
"""Twenty hands on one case at the same moment: one act, and clear refusals for the others.

Each guard has a control beside it: the same race without the guard goes wrong, so the race is
real and the guard is what stops it.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.db.models import Max

from licensing.apply.submit import submit
from licensing.cases.guards import draw_number
from licensing.cases.models import Case
from licensing.cases.states import CaseState
from licensing.decisions import decide
from licensing.decisions.models import Decision
from licensing.intake.walk_in import receive_at_counter
from licensing.licences.models import Licence
from portal.kernel import city_rules, clock, invariants
from portal.kernel.audit.models import Event
from portal.kernel.documents.models import Document
from portal.kernel.errors import PortalError, Refused
from portal.kernel.notices.models import Notice
from portal.kernel.numbers import Counter as CounterRow
from portal.kernel.outbox.bell import bell
from tests import city as cities
from tests.racing import PATIENCE, at_once

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


@pytest.fixture
def city(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> cities.City:
    """A city whose rows are committed, so that all threads see it; no bell rings."""
    monkeypatch.setattr(bell, "ring", None)
    city_rules.load_shipped()
    return cities.build()


@pytest.fixture
def ready(city: cities.City) -> Case:
    """A case on which only the decision is missing."""
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case.refresh_from_db()
    return case


def _deciders(city: cities.City, case: Case, **more: Any) -> list[Callable[[], Any]]:
    def one(number: int) -> Callable[[], Any]:
        outcome = "granted" if number % 2 else "refused"
        return lambda: decide.decide(
            case=Case.objects.get(pk=case.pk), outcome=outcome, opinion="经审查作出决定",
            key=f"hand-{number}", by=city.chen, at=clock.now(), **more,
        )  # fmt: skip

    return [one(number) for number in range(MANY)]


def _refusals(results: list[Any]) -> Counter[str]:
    return Counter(one.code for one in results if isinstance(one, PortalError))


def _assert_decided_once(case: Case) -> None:
    assert Decision.objects.filter(case=case).count() == 1
    told = Event.objects.filter(subject=case.subject, verb="licensing.case.decide")
    assert told.count() == 1
    granted = Decision.objects.get(case=case).outcome == "granted"
    assert Licence.objects.filter(case=case).count() == int(granted)
    papers = Document.objects.filter(subject=case.subject, kind__in=("grant", "refusal"))
    assert papers.count() == 1
    assert Notice.objects.filter(subject=case.subject, kind__in=("granted", "refused")).count() == 1
    assert invariants.run() == []


def test_twenty_decisions_give_one_and_nineteen_clear_refusals(
    city: cities.City, ready: Case
) -> None:
    results = at_once(_deciders(city, ready))
    assert sum(isinstance(one, Decision) for one in results) == 1
    assert _refusals(results) == {"wrong_state": MANY - 1}
    _assert_decided_once(ready)


def test_twenty_decisions_on_the_same_page_are_told_that_it_changed(
    city: cities.City, ready: Case
) -> None:
    results = at_once(_deciders(city, ready, revision=ready.revision))
    assert sum(isinstance(one, Decision) for one in results) == 1
    assert _refusals(results) == {"changed_meanwhile": MANY - 1}
    _assert_decided_once(ready)


def test_without_the_lock_the_guards_behind_it_still_hold(
    city: cities.City, ready: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    everybody_has_read = threading.Barrier(MANY)

    def unlocked(case: Case, *, revision: int | None = None) -> Case:
        seen = Case.objects.select_related("version__offering__item", "organ").get(pk=case.pk)
        everybody_has_read.wait(PATIENCE)
        return seen

    monkeypatch.setattr(decide, "locked", unlocked)
    results = at_once(_deciders(city, ready))
    assert sum(isinstance(one, Decision) for one in results) == 1
    assert set(_refusals(results)) <= {"review_open", "changed_meanwhile"}
    assert sum(_refusals(results).values()) == MANY - 1
    _assert_decided_once(ready)


def test_control_reading_then_writing_decides_twenty_times(city: cities.City, ready: Case) -> None:
    everybody_has_read = threading.Barrier(MANY)

    def careless() -> Decision:
        with transaction.atomic():
            case = Case.objects.get(pk=ready.pk)
            if case.state != CaseState.IN_REVIEW:
                raise Refused("wrong_state", "")
            everybody_has_read.wait(PATIENCE)
            Case.objects.filter(pk=case.pk).update(
                state=CaseState.DECIDED, decided_on=clock.today()
            )
            return Decision.objects.create(
                case=case, outcome="granted", is_current=False, decided_by=city.chen,
                decided_at=clock.now(),
            )  # fmt: skip

    results = at_once([careless] * MANY)
    assert sum(isinstance(one, Decision) for one in results) == MANY


def test_one_decision_asked_for_twenty_times_under_one_key_is_answered_twenty_times(
    city: cities.City, ready: Case
) -> None:
    def again() -> Decision:
        return decide.decide(
            case=Case.objects.get(pk=ready.pk), outcome="granted", opinion="同意", key="once",
            by=city.chen, at=clock.now(),
        )  # fmt: skip

    results = at_once([again] * MANY)
    assert {one.pk for one in results} == {Decision.objects.get(case=ready).pk}
    _assert_decided_once(ready)


def test_one_draft_handed_in_twenty_times_under_one_key_is_one_case(city: cities.City) -> None:
    draft = cities.fill_draft(city)

    def again() -> Case:
        return submit(case=Case.objects.get(pk=draft.pk), key="once", by=city.alice, at=clock.now())

    results = at_once([again] * MANY)
    assert {one.pk for one in results} == {draft.pk}
    assert Document.objects.filter(subject=draft.subject, kind="receipt").count() == 1
    assert Notice.objects.filter(subject=draft.subject, kind="submitted").count() == 1
    assert Event.objects.filter(subject=draft.subject, verb="licensing.case.submit").count() == 1


def test_one_walk_in_entered_twenty_times_under_one_key_is_one_case(city: cities.City) -> None:
    def again() -> Case:
        return receive_at_counter(
            version=city.food, applicant=city.shop, agent=None, window=city.window, form={},
            present=set(), key="once", by=city.wang, at=clock.now(),
        )  # fmt: skip

    results = at_once([again] * MANY)
    assert len({one.number for one in results}) == 1
    assert Case.objects.count() == 1


def test_sixteen_threads_draw_numbers_without_gap_or_double(city: cities.City) -> None:
    today, each = clock.today(), 25

    def draw() -> list[str]:
        drawn = []
        for _turn in range(each):
            with transaction.atomic():
                drawn.append(draw_number("512000", today))
        return drawn

    numbers = sorted(number for drawn in at_once([draw] * 16) for number in drawn)
    assert numbers == [f"5120-{today:%Y%m%d}-{serial:04d}" for serial in range(1, 16 * each + 1)]


def test_control_the_highest_number_plus_one_is_drawn_more_than_once(city: cities.City) -> None:
    CounterRow.objects.create(scope="careless", value=0)
    everybody_has_read = threading.Barrier(16)

    def careless() -> int:
        highest = CounterRow.objects.aggregate(top=Max("value"))["top"]
        everybody_has_read.wait(PATIENCE)
        CounterRow.objects.filter(scope="careless").update(value=highest + 1)
        return int(highest) + 1

    assert len(set(at_once([careless] * 16))) < 16
