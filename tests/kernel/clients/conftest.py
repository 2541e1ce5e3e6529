# SPDX-License-Identifier: Apache-2.0
"""A small city with somebody who lets systems in."""

from __future__ import annotations

import pytest

from portal.kernel.accounts.models import StaffMember, StaffRole, User
from tests import city as cities


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def admin(city: cities.City) -> User:
    user = User.objects.create(username="root")
    member = StaffMember.objects.create(user=user, name="Root")
    StaffRole.objects.create(staff=member, role="system_admin", valid_from=cities.LONG_AGO)
    return user
