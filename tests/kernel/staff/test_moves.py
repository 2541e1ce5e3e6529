# SPDX-License-Identifier: Apache-2.0
"""Moving somebody from a day to a day, and looking half-yearly whether a right is still needed."""

from __future__ import annotations

from datetime import date

import pytest

from licensing.review.actions import claim
from licensing.review.models import ReviewStep
from portal.kernel import clock, invariants
from portal.kernel.accounts.models import StaffMember, StaffRole, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.audit.models import Event
from portal.kernel.city_rules import rule_book
from portal.kernel.deadlines.engine.periods import add_months
from portal.kernel.staff import moves, reviews
from portal.kernel.staff.models import StaffMove
from portal.kernel.turns.writing import turns_as_expected
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.staff.conftest import member
from tests.refusals import refused


def _move(user: User, admin: User, roles: list[str], **more: object) -> StaffMove:
    own = member(user)
    told = {
        "organ": own.organ, "centre": own.centre, "first_day": clock.today(), **more,
    }  # fmt: skip
    return moves.move(member=own, roles=roles, by=admin, at=clock.now(), **told)  # type: ignore[arg-type]


def _roles(user: User) -> list[str]:
    return sorted(roles_of(User.objects.get(pk=user.pk)))


def _claimed(city: cities.City) -> ReviewStep:
    case = cities.accepted(city)
    return claim(step=case.steps.get(state="open"), by=city.li, at=clock.now())


def test_who_goes_to_another_organ_leaves_the_steps_of_the_old_one(
    city: cities.City, admin: User
) -> None:
    step = _claimed(city)
    _move(city.li, admin, ["reviewer"], organ=member(city.huang).organ)
    step.refresh_from_db()
    assert (step.state, step.handler_id) == ("open", None)
    assert member(city.li).organ_id == member(city.huang).organ_id
    assert _roles(city.li) == ["reviewer"]
    assert invariants.run() == []


def test_who_stays_in_the_post_keeps_the_work(city: cities.City, admin: User) -> None:
    step = _claimed(city)
    _move(city.li, admin, ["reviewer", "editor"])
    step.refresh_from_db()
    assert step.handler_id == city.li.pk
    assert _roles(city.li) == ["editor", "reviewer"]
    assert invariants.run() == []


def test_a_move_for_some_days_begins_and_ends_by_itself(
    city: cities.City, admin: User, clock_at: SetClock
) -> None:
    home, away = member(city.li).organ_id, member(city.huang).organ
    _move(
        city.li, admin, ["examiner"], organ=away, first_day=date(2026, 3, 4),
        last_day=date(2026, 3, 6),
    )  # fmt: skip
    clock_at("2026-03-03 23:59")
    assert moves.watch_moves(at=clock.now()) == {"begun": 0, "ended": 0}
    assert (member(city.li).organ_id, _roles(city.li)) == (home, ["reviewer"])
    clock_at("2026-03-04 00:01")
    assert moves.watch_moves(at=clock.now()) == {"begun": 1, "ended": 0}
    assert (member(city.li).organ, _roles(city.li)) == (away, ["examiner"])
    clock_at("2026-03-06 23:59")
    assert moves.watch_moves(at=clock.now()) == {"begun": 0, "ended": 0}
    assert _roles(city.li) == ["examiner"]
    clock_at("2026-03-07 00:01")
    assert moves.watch_moves(at=clock.now()) == {"begun": 0, "ended": 1}
    assert (member(city.li).organ_id, _roles(city.li)) == (home, ["reviewer"])
    assert turns_as_expected() == []


def test_a_later_move_takes_the_place_of_an_open_one(
    city: cities.City, admin: User, clock_at: SetClock
) -> None:
    away = member(city.huang).organ
    _move(city.li, admin, ["examiner"], organ=away, last_day=date(2026, 3, 6))
    _move(city.li, admin, ["examiner"], organ=away)
    clock_at("2026-03-20 09:00")
    assert moves.watch_moves(at=clock.now()) == {"begun": 0, "ended": 0}
    assert (member(city.li).organ, _roles(city.li)) == (away, ["examiner"])


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"first_day": date(2026, 3, 1)}, "in_past"),
        ({"last_day": date(2026, 3, 1)}, "before_first"),
        ({"organ": None}, "organ_required"),
        ({"roles": []}, "role"),
        ({"roles": ["system_admin", "security_admin"]}, "roles_apart"),
    ],
)
def test_a_move_that_cannot_be_changes_nothing(
    city: cities.City, admin: User, told: dict[str, object], code: str
) -> None:
    roles = told.pop("roles", ["reviewer"])
    with refused(code):
        _move(city.li, admin, roles, **told)  # type: ignore[arg-type]
    assert not StaffMove.objects.exists()
    assert StaffRole.objects.get(staff=member(city.li)).valid_to is None


def test_nobody_moves_himself_and_the_last_administrator_stays(
    admin: User, city: cities.City
) -> None:
    with refused("own_rights"):
        _move(admin, admin, ["system_admin", "editor"])
    security = cities.staff("sec", "security_admin")
    right = StaffRole.objects.get(staff=member(admin))
    with refused("last_admin"):
        reviews.withdraw_right(right=right, by=security, at=clock.now())
    assert _roles(admin) == ["system_admin"]


# -- The review of rights ----------------------------------------------------------------------


def _right(user: User) -> StaffRole:
    return StaffRole.objects.get(staff=StaffMember.objects.get(user=user))


def test_a_right_is_due_a_term_after_it_was_given_or_kept(
    city: cities.City, admin: User, clock_at: SetClock
) -> None:
    StaffRole.objects.update(confirmed_on=clock.today())
    months = rule_book(clock.today()).value("rights_review_months")
    last = add_months(clock.today(), months)
    clock_at(f"{last} 23:00")
    assert reviews.overdue(clock.today()) == []
    clock_at("2026-09-03 00:01")
    late = {one.row.staff.user_id for one in reviews.overdue(clock.today())}
    assert {city.li.pk, city.wang.pk, admin.pk} <= late
    reviews.confirm_right(right=_right(city.li), by=admin, at=clock.now())
    assert city.li.pk not in {one.row.staff.user_id for one in reviews.overdue(clock.today())}
    found = reviews.rights_of(member(city.li), clock.today())
    assert [one.review_by for one in found] == [add_months(clock.today(), months)]


def test_a_withdrawn_right_ends_at_once_and_gives_the_work_back(
    city: cities.City, admin: User
) -> None:
    step = _claimed(city)
    security = cities.staff("sec", "security_admin")
    assert reviews.withdraw_right(right=_right(city.li), by=security, at=clock.now()) == (0, 1)
    assert _roles(city.li) == []
    step.refresh_from_db()
    assert step.state == "open"
    assert invariants.run() == []
    event = Event.objects.get(verb="kernel.staff.withdraw_right")
    assert (event.actor_id, event.facts["role"]) == (security.pk, "reviewer")
    with refused("right_over"):
        reviews.confirm_right(right=_right(city.li), by=security, at=clock.now())


def test_rights_are_reviewed_by_others_and_by_those_who_may(city: cities.City, admin: User) -> None:
    for act in (reviews.confirm_right, reviews.withdraw_right):
        with refused("not_reviewer"):
            act(right=_right(city.li), by=city.liu, at=clock.now())
        with refused("own_rights"):
            act(right=_right(admin), by=admin, at=clock.now())
    assert _right(city.li).confirmed_on is None
    assert _right(city.li).valid_to is None
    assert not Event.objects.filter(verb__startswith="kernel.staff.").exists()
