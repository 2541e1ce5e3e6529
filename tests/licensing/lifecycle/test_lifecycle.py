# SPDX-License-Identifier: Apache-2.0
"""The whole life of a case under 500 runs of 50 random acts each, split so that workers share."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import city as cities
from tests.conftest import SetClock
from tests.licensing.lifecycle.machine import Lifecycle

RUNS, STEPS, SHARES = 500, 50, 20


@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
def test_a_case_survives_whatever_people_and_time_do(
    db: None, clock_at: SetClock, share: int
) -> None:
    clock_at("2026-01-05 09:00")

    class Share(Lifecycle):
        city = cities.build()
        host = cities.staff("gao", "reviewer", organ=city.food.organ)

    run_state_machine_as_test(
        Share,
        settings=settings(
            max_examples=RUNS // SHARES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=False,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
