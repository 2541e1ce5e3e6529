# SPDX-License-Identifier: Apache-2.0
"""The whole life of a case under 500 runs of 50 random acts each, split so that workers share.

The acts are drawn from fixed seeds, so that the same tree gives the same answer twice.
``LIFECYCLE_SEED=7`` (any number) draws others.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import city as cities
from tests.conftest import SetClock
from tests.licensing.lifecycle.machine import Lifecycle

RUNS, STEPS, SHARES = 500, 50, 20
SEED = int(os.environ.get("LIFECYCLE_SEED", "0"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("share", range(SHARES))
def test_a_case_survives_whatever_people_and_time_do(
    db: None, clock_at: SetClock, share: int
) -> None:
    clock_at("2026-01-05 09:00")

    @seed(SEED * SHARES + share)
    class Share(Lifecycle):
        city = cities.build()
        host = cities.staff("gao", "reviewer", organ=city.food.organ)

    run_state_machine_as_test(
        Share,
        settings=settings(
            max_examples=RUNS // SHARES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        ),
    )
