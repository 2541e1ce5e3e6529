# SPDX-License-Identifier: Apache-2.0
"""These tests have a small city."""

from __future__ import annotations

import pytest

from tests import city as cities
from tests.conftest import SetClock
from tests.web.idor_scene import scene  # noqa: F401 - a fixture

PASSWORD = "a-long-demo-pass"


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def city_with_passwords(city: cities.City, clock_at: SetClock) -> cities.City:
    """The small city on a Monday morning; Alice and Bob know their passwords."""
    clock_at("2026-03-02 10:00")
    for user in (city.alice, city.bob):
        user.set_password(PASSWORD)
        user.save()
    return city
