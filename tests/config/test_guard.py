# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from django.conf import LazySettings

from portal.config import guard
from portal.config.env import BadEnvironment
from portal.kernel.accounts.models import User
from tests.database import as_owner_of_the_tables

pytestmark = pytest.mark.django_db


def test_production_refuses_a_database_with_demo_accounts(settings: LazySettings) -> None:
    settings.DEMO = False
    User.objects.create_user("wangfang", "Dem0-passw0rd", is_demo=True)
    with pytest.raises(BadEnvironment, match="wangfang"):
        guard.refuse_demo_accounts()


def test_ordinary_and_closed_demo_accounts_are_no_obstacle(settings: LazySettings) -> None:
    settings.DEMO = False
    User.objects.create_user("li", "Passw0rd-long")
    User.objects.create_user("wangfang", "Dem0-passw0rd", is_demo=True, is_active=False)
    guard.refuse_demo_accounts()


def test_a_demo_may_have_them(settings: LazySettings) -> None:
    settings.DEMO = True
    User.objects.create_user("wangfang", "Dem0-passw0rd", is_demo=True)
    guard.refuse_demo_accounts()


def test_production_refuses_the_role_that_owns_the_tables(settings: LazySettings) -> None:
    settings.PRODUCTION = True
    guard.refuse_the_owners_role()  # the application's
    with as_owner_of_the_tables(), pytest.raises(BadEnvironment, match="DATABASE_OWNER_URL"):
        guard.refuse_the_owners_role()


def test_a_demo_may_run_as_the_owner(settings: LazySettings) -> None:
    settings.PRODUCTION = False
    with as_owner_of_the_tables():
        guard.refuse_the_owners_role()
