# SPDX-License-Identifier: Apache-2.0
"""Who goes away names a deputy: of the same place, with the same roles, who is there himself."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from portal.kernel import clock
from portal.kernel.absences.actions import declare_absence, end_absence, watch
from portal.kernel.absences.models import Absence, StandIn
from portal.kernel.absences.queries import (
    absent_for,
    acting_for,
    deputies_hold_what_was_declared,
    no_overlapping_absence,
    stands_in,
    with_deputies,
)
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.audit.models import Event
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.conftest import SetClock
from tests.refusals import refused

DAY = date(2026, 3, 4)


@pytest.fixture
def city(db: None) -> cities.City:
    return cities.build()


@pytest.fixture
def he(city: cities.City) -> User:
    return colleague(city.li, "he", "reviewer")


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


def colleague(like: User, username: str, *roles: str) -> User:
    """Return a new member of the same organ and centre."""
    assert like.staff_member is not None
    user = User.objects.create(username=username)
    member = StaffMember.objects.create(
        user=user,
        name=username.title(),
        organ=like.staff_member.organ,
        centre=like.staff_member.centre,
    )
    for role in roles:
        StaffRole.objects.create(staff=member, role=role, valid_from="2020-01-01")
    return user


def away(
    user: User,
    deputy: User,
    first: date = DAY,
    last: date = DAY + timedelta(days=2),
    *,
    by: User | None = None,
    kind: str = "leave",
) -> Absence:
    return declare_absence(
        staff=StaffMember.objects.get(user=user),
        deputy=StaffMember.objects.get(user=deputy),
        kind=kind,
        first_day=first,
        last_day=last,
        by=by or user,
        at=clock.now(),
    )


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (DAY - timedelta(days=1), False),
        (DAY, True),
        (DAY + timedelta(days=2), True),
        (DAY + timedelta(days=3), False),
    ],
)
def test_a_deputy_stands_in_from_the_first_day_to_the_last(
    city: cities.City, he: User, day: date, stands: bool, clock_at: SetClock
) -> None:
    away(city.li, he)
    assert stands_in(he, city.li, day) is stands
    assert [one.pk for one in acting_for(he, day)] == ([city.li.pk] if stands else [])
    assert list(absent_for(he, day)) == ([city.li.pk] if stands else [])
    assert with_deputies([city.li], day)[1:] == ([(he, city.li)] if stands else [])
    clock_at(f"{day} 12:00")
    assert he.has_perm("kernel.stand_in_for", city.li.staff_member) is stands


def test_the_declaration_is_an_event_and_the_deputy_hears_of_it_on_the_first_day(
    city: cities.City, he: User, clock_at: SetClock
) -> None:
    absence = away(city.li, he)
    assert Event.objects.get(subject=absence.subject).verb == "kernel.absence.declare"
    assert not Notice.objects.filter(user=he).exists()
    clock_at("2026-03-03 23:59:50")
    watch(at=clock.now())
    assert not Notice.objects.filter(user=he).exists()
    clock_at("2026-03-04 00:00:10")
    watch(at=clock.now())
    watch(at=clock.now())
    assert Notice.objects.get(user=he).kind == "absence_begun"


def test_an_absence_that_nobody_swept_is_closed_without_a_hand_over(
    city: cities.City, he: User, clock_at: SetClock
) -> None:
    absence = away(city.li, he)
    clock_at("2026-03-09 09:00")
    assert watch(at=clock.now()) == {"begun": 0, "closed": 1}
    assert watch(at=clock.now()) == {"begun": 0, "closed": 0}
    absence.refresh_from_db()
    assert absence.begun_at is None
    assert absence.closed_at is not None
    assert not Notice.objects.filter(user__in=[he, city.li]).exists()


def test_the_work_goes_back_on_the_day_after_the_last(
    city: cities.City, he: User, clock_at: SetClock
) -> None:
    away(city.li, he)
    clock_at("2026-03-04 08:00")
    watch(at=clock.now())
    clock_at("2026-03-06 23:59:50")
    assert watch(at=clock.now())["closed"] == 0
    clock_at("2026-03-07 00:00:10")
    assert watch(at=clock.now())["closed"] == 1
    assert Notice.objects.get(user=city.li).kind == "absence_closed"


def test_an_early_return_gives_the_work_back_from_that_day(
    city: cities.City, he: User, clock_at: SetClock
) -> None:
    absence = away(city.li, he)
    clock_at("2026-03-05 08:30")
    end_absence(absence=absence, by=city.li, at=clock.now())
    assert stands_in(he, city.li, date(2026, 3, 4))
    assert not stands_in(he, city.li, date(2026, 3, 5))
    assert deputies_hold_what_was_declared() == []
    with refused("over"):
        end_absence(absence=absence, by=city.li, at=clock.now())


def test_an_absence_taken_back_before_it_began_leaves_the_days_free(
    city: cities.City, he: User
) -> None:
    end_absence(absence=away(city.li, he), by=city.li, at=clock.now())
    assert not StandIn.dated.exists()
    away(city.li, he)
    assert Absence.objects.standing().count() == 1


def test_a_second_absence_on_the_same_day_is_refused(city: cities.City, he: User) -> None:
    away(city.li, he)
    with refused("overlap"):
        away(city.li, he, DAY + timedelta(days=2), DAY + timedelta(days=4))
    away(city.li, he, DAY + timedelta(days=3), DAY + timedelta(days=4))
    assert Absence.objects.count() == 2


def test_chains_are_refused_from_both_ends(city: cities.City, he: User) -> None:
    ma = colleague(city.li, "ma", "reviewer")
    away(city.li, he)
    with refused("is_deputy"):
        away(he, ma, DAY + timedelta(days=2), DAY + timedelta(days=5))
    with refused("away"):
        away(ma, city.li, DAY - timedelta(days=1), DAY)
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "code"),
    [("zhou", "lacks_role"), ("huang", "other_unit"), ("wang", "other_unit"), ("li", "self")],
)
def test_a_deputy_is_of_the_organ_and_holds_the_roles(
    city: cities.City, username: str, code: str
) -> None:
    with refused(code):
        away(city.li, User.objects.get(username=username))
    assert not Absence.objects.exists()


def test_a_deputy_whose_role_or_account_ends_too_early_is_refused(
    city: cities.City, he: User
) -> None:
    StaffRole.objects.filter(staff__user=he).update(valid_to=DAY + timedelta(days=1))
    with refused("lacks_role"):
        away(city.li, he)
    StaffRole.objects.filter(staff__user=he).update(valid_to=DAY + timedelta(days=2))
    User.objects.filter(pk=he.pk).update(is_active=False)
    with refused("inactive"):
        away(city.li, he)
    assert not Absence.objects.exists()


def test_days_in_the_past_or_out_of_order_are_named(city: cities.City, he: User) -> None:
    with refused("in_past"):
        away(city.li, he, date(2026, 3, 1), DAY)
    with refused("before_first"):
        away(city.li, he, DAY, DAY - timedelta(days=1))
    with refused("kind"):
        away(city.li, he, kind="holiday")
    away(city.li, he, date(2026, 3, 2), date(2026, 3, 2))


def test_the_head_declares_for_a_colleague_and_nobody_else_does(
    city: cities.City, he: User
) -> None:
    for stranger in (he, city.huang, city.liu, city.wang):
        with refused("not_your_unit"):
            away(city.li, he, by=stranger)
    assert not Absence.objects.exists()
    away(city.li, he, by=city.chen)
    away(city.wang, city.zhao, by=city.liu)
    assert Absence.objects.count() == 2


def test_overlaps_and_chains_that_slipped_in_are_found(city: cities.City, he: User) -> None:
    ma = colleague(city.li, "ma", "reviewer")
    away(city.li, he)
    later = away(city.li, he, DAY + timedelta(days=3), DAY + timedelta(days=4))
    other = away(he, ma, DAY + timedelta(days=9), DAY + timedelta(days=9))
    assert no_overlapping_absence() == []
    Absence.objects.filter(pk=later.pk).update(first_day=DAY + timedelta(days=2))
    assert len(no_overlapping_absence()) == 1
    Absence.objects.filter(pk=other.pk).update(first_day=DAY)
    assert len(no_overlapping_absence()) == 3


def test_a_right_that_says_other_than_the_absence_is_found(city: cities.City, he: User) -> None:
    ma = colleague(city.li, "ma", "reviewer")
    away(city.li, he)
    assert deputies_hold_what_was_declared() == []
    StandIn.dated.update(valid_to=DAY + timedelta(days=9))
    assert len(deputies_hold_what_was_declared()) == 1
    StandIn.dated.update(user=ma)
    assert len(deputies_hold_what_was_declared()) == 2
    StandIn.dated.all().delete()
    assert len(deputies_hold_what_was_declared()) == 1


def test_absences_declared_before_rights_were_rows_get_theirs(city: cities.City, he: User) -> None:
    end_absence(absence=away(city.li, he), by=city.li, at=clock.now())
    away(city.li, he)
    StandIn.dated.all().delete()
    import_module("portal.kernel.migrations.0011_stand_ins").fill(apps, None)
    assert StandIn.dated.count() == 1
    assert deputies_hold_what_was_declared() == []
