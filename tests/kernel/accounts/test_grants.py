# SPDX-License-Identifier: Apache-2.0
"""A grant opens its object on its days and on no other, whichever way one asks."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Group, Permission
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm, get_objects_for_user

from licensing.cases.queries import visible_to
from portal.kernel.accounts.grants import granted
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, Party, User
from portal.kernel.accounts.queries import may_act_for, principals_of
from tests import city as cities
from tests.conftest import SetClock

FIRST, LAST = date(2026, 3, 4), date(2026, 3, 6)
PERM = "kernel.act_for"


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def agent(city: cities.City) -> User:
    """Return one who may act for the shop from FIRST to LAST."""
    grant_mandate(agent=city.bob, principal=city.shop, valid_from=FIRST, valid_to=LAST)
    return city.bob


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-03 23:59:59", False),
        ("2026-03-04 00:00:01", True),
        ("2026-03-06 23:59:59", True),
        ("2026-03-07 00:00:01", False),
    ],
)
def test_every_door_opens_and_shuts_with_the_days(
    city: cities.City, agent: User, clock_at: SetClock, moment: str, opens: bool
) -> None:
    case = cities.submitted(city)
    clock_at(moment)
    shop = city.shop
    assert agent.has_perm(PERM, shop) is opens
    assert agent.has_perm("act_for", shop) is opens
    assert (PERM.split(".")[1] in agent.get_all_permissions(shop)) is opens
    assert granted(agent, "act_for", Party).filter(pk=shop.pk).exists() is opens
    assert get_objects_for_user(agent, PERM).filter(pk=shop.pk).exists() is opens
    assert principals_of(agent).filter(pk=shop.pk).exists() is opens
    assert may_act_for(agent, shop.pk) is opens
    assert visible_to(agent).filter(pk=case.pk).exists() is opens
    assert Mandate.objects.filter(user=agent, content_object=shop).exists() is opens


def test_a_grant_names_one_user_one_object_and_one_permission(
    city: cities.City, agent: User, clock_at: SetClock
) -> None:
    clock_at("2026-03-05 10:00")
    other = User.objects.create(username="other")
    assert not other.has_perm(PERM, city.shop)
    assert not agent.has_perm("kernel.change_party", city.shop)
    assert not agent.has_perm("licensing.act_for", city.shop)
    assert not agent.has_perm(PERM)
    assert not agent.has_perm(PERM, cities.submitted(city))


def test_who_may_no_longer_sign_in_holds_nothing(
    city: cities.City, agent: User, clock_at: SetClock
) -> None:
    clock_at("2026-03-05 10:00")
    agent.is_active = False
    assert not agent.has_perm(PERM, city.shop)


def test_a_superuser_is_not_everybodys_agent(city: cities.City) -> None:
    root = User.objects.create_superuser("root", "long-enough-77")
    assert not principals_of(root).exists()


def test_guardians_own_shortcut_grants_from_today_and_for_good(
    city: cities.City, clock_at: SetClock
) -> None:
    clock_at("2026-03-05 10:00")
    assign_perm("act_for", city.bob, city.shop)
    grant = Mandate.dated.get(user=city.bob, content_object=city.shop)
    assert (grant.valid_from, grant.valid_to) == (date(2026, 3, 5), None)
    clock_at("2026-03-04 23:59")
    assert not may_act_for(city.bob, city.shop.pk)


def test_a_mandate_that_is_over_is_given_new_days(
    city: cities.City, agent: User, clock_at: SetClock
) -> None:
    clock_at("2026-05-01 10:00")
    assert not may_act_for(agent, city.shop.pk)
    first = Mandate.dated.get(user=agent, content_object=city.shop)
    again = grant_mandate(agent=agent, principal=city.shop, valid_to=date(2026, 5, 2))
    assert again.pk == first.pk
    assert may_act_for(agent, city.shop.pk)


def test_grants_without_days_open_nothing(city: cities.City) -> None:
    """Guardian's own tables know no days: what stands there would hold for good."""
    case = cities.submitted(city)
    user = User.objects.create(username="other")
    assign_perm("view_case", user, case)
    assert UserObjectPermission.objects.count() == 1
    assert not user.has_perm("licensing.view_case", case)
    group = Group.objects.create(name="all")
    user.groups.add(group)
    GroupObjectPermission.objects.create(
        group=group, permission=Permission.objects.get(codename="act_for"), content_object=city.shop
    )
    assert not user.has_perm(PERM, city.shop)
    assert user.get_group_permissions(city.shop) == set()
    assert not principals_of(user).exists()
