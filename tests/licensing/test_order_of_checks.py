# SPDX-License-Identifier: Apache-2.0
"""Every act asks first who, then when, then what: a stranger learns nothing from wrong input."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from licensing.decisions import decide as decisions
from licensing.delivery import actions as delivery
from licensing.intake import accept as intake
from licensing.review import actions as review
from portal.kernel import clock
from tests import city as cities
from tests.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User

#: Acts with everything wrong that can be: who may carry them out, and how they are called.
ACTS: dict[str, tuple[str, str, Callable[[Case, User], object]]] = {
    "refuse acceptance": ("wang", "not_your_centre", lambda case, by: intake.refuse_acceptance(
        case=case, reason="", by=by, at=clock.now())),
    "transfer": ("wang", "not_your_centre", lambda case, by: intake.transfer(
        case=case, organ_name="", reason="", by=by, at=clock.now())),
    "decline a deferral": ("wang", "not_your_centre", lambda case, by: intake.decline_deferral(
        case=case, reason="", by=by, at=clock.now())),
    "deliver": ("wang", "not_your_centre", lambda case, by: delivery.deliver(
        case=case, method="post", recipient="", by=by, at=clock.now())),
    "decide": ("chen", "not_your_organ", lambda case, by: decisions.decide(
        case=case, outcome="perhaps", opinion="", key="k", by=by, at=clock.now())),
    "terminate": ("chen", "not_your_organ", lambda case, by: decisions.terminate(
        case=case, reason="", by=by, at=clock.now())),
}  # fmt: skip


@pytest.mark.parametrize("act", ACTS)
def test_a_stranger_is_told_no_more_than_that_he_may_not(city: cities.City, act: str) -> None:
    _who, code, call = ACTS[act]
    with refused(code):
        call(cities.submitted(city), city.alice)


@pytest.mark.parametrize("act", ACTS)
def test_out_of_turn_is_said_before_what_is_missing(city: cities.City, act: str) -> None:
    who, _code, call = ACTS[act]
    case = cities.submitted(city)
    delivery.withdraw(case=case, by=city.alice, at=clock.now())
    with refused("wrong_state"):
        call(case, getattr(city, who))


def test_a_step_in_other_hands_is_said_before_the_missing_opinion(city: cities.City) -> None:
    case = cities.accepted(city)
    step = case.steps.order_by("position")[0]
    with refused("wrong_state"):
        review.pass_step(step=step, opinion="", by=city.li, at=clock.now())
    review.claim(step=step, by=city.li, at=clock.now())
    with refused("not_your_organ"):
        review.pass_step(step=step, opinion="", by=city.alice, at=clock.now())
    with refused("opinion_required"):
        review.pass_step(step=step, opinion="", by=city.li, at=clock.now())


def test_an_open_review_is_said_before_the_missing_reasons(city: cities.City) -> None:
    case = cities.accepted(city)
    with refused("review_open"):
        decisions.decide(
            case=case, outcome="refused", opinion="", key="k", by=city.chen, at=clock.now()
        )
