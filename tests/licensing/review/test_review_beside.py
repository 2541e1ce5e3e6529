# SPDX-License-Identifier: Apache-2.0
"""Steps side by side: the decision waits for all of them, and sending back takes all along."""

from __future__ import annotations

from licensing.cases.models import Case
from licensing.decisions.decide import decide
from licensing.decisions.models import Decision
from licensing.review.actions import open_next, send_back
from licensing.review.models import ReviewStep
from portal.kernel import clock, invariants
from portal.kernel.subjects import Subject
from tests import city as cities
from tests.refusals import refused


def _beside(city: cities.City) -> tuple[Case, ReviewStep, ReviewStep]:
    """Return a case whose approver has claimed, with one more step open beside."""
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    mine = case.steps.get(state="claimed")
    other = ReviewStep.objects.create(
        subject=Subject.objects.create(kind="licensing.step"), case=case, role="examiner",
        organ=case.organ, position=mine.position, label="会签", limit=1,
    )  # fmt: skip
    open_next(case=case, at=clock.now())
    ReviewStep.objects.filter(pk=other.pk).update(state="open")
    return case, mine, other


def test_no_decision_while_a_step_beside_is_open(city: cities.City) -> None:
    case, _mine, other = _beside(city)
    with refused("review_open"):
        decide(case=case, outcome="granted", opinion="同意", key="k", by=city.chen, at=clock.now())
    assert not Decision.objects.exists()
    ReviewStep.objects.filter(pk=other.pk).update(state="passed", handler=city.zhou)
    decide(case=case, outcome="granted", opinion="同意", key="k", by=city.chen, at=clock.now())
    assert Decision.objects.count() == 1


def test_sending_back_takes_the_open_step_beside_along(city: cities.City) -> None:
    case, mine, other = _beside(city)
    first = case.steps.order_by("position")[0]
    send_back(step=mine, target=first, reason="请补充说明", by=city.chen, at=clock.now())
    states = dict(case.steps.values_list("pk", "state"))
    assert (states[first.pk], states[other.pk], states[mine.pk]) == ("open", "waiting", "waiting")
    assert [one for one in invariants.run() if one.subject_id != other.subject_id] == []
