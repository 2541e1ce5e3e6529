# SPDX-License-Identifier: Apache-2.0
"""A small city with two administrators of its staff."""

from __future__ import annotations

import pytest

from portal.kernel.accounts.models import StaffMember, User
from tests import city as cities
from tests.conftest import SetClock


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def admin(city: cities.City) -> User:
    return city.gu


@pytest.fixture
def deputy(admin: User) -> User:
    return cities.staff("mei", "system_admin")


def member(user: User) -> StaffMember:
    return StaffMember.objects.get(user=user)
