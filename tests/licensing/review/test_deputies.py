# SPDX-License-Identifier: Apache-2.0
"""An absent reviewer's claimed steps are done by the deputy, who stays a person of his own."""

from __future__ import annotations

import pytest
from django.test import Client

from licensing.cases.models import Case
from licensing.decisions.decide import decide
from licensing.review.actions import claim, pass_step
from licensing.review.models import ReviewStep
from licensing.review.queries import to_review
from portal.kernel import clock
from portal.kernel.accounts.models import StaffRole, User
from portal.kernel.audit.models import Event
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.absences.test_absence import away, colleague
from tests.refusals import refused

TODAY = "2026-03-02"


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at(f"{TODAY} 10:00")


@pytest.fixture
def he(city: cities.City) -> User:
    return colleague(city.li, "he", "reviewer", "examiner", "approver")


@pytest.fixture
def step(city: cities.City) -> ReviewStep:
    """Return the first step of a case, in Li's hands."""
    case = cities.accepted(city)
    first = case.steps.get(state="open")
    return claim(step=first, by=city.li, at=clock.now())


def _away_today(user: User, deputy: User) -> None:
    day = clock.today()
    away(user, deputy, day, day)


def _pass(step: ReviewStep, by: User) -> ReviewStep:
    step.refresh_from_db()
    return pass_step(step=step, opinion="符合条件", by=by, at=clock.now())


def test_a_deputy_passes_the_absentees_step_as_his_own_act(
    city: cities.City, he: User, step: ReviewStep
) -> None:
    with refused("not_handler"):
        _pass(step, he)
    _away_today(city.li, he)
    _pass(step, he)
    event = Event.objects.get(subject=step.subject, verb="licensing.step.pass")
    assert (event.actor, event.facts) == (he, {"deputy_for": city.li.pk})
    step.refresh_from_db()
    assert step.handler == city.li


def test_the_day_after_the_absence_the_deputy_is_a_stranger_again(
    city: cities.City, he: User, step: ReviewStep, clock_at: SetClock
) -> None:
    _away_today(city.li, he)
    clock_at("2026-03-03 00:00:10")
    with refused("not_handler"):
        _pass(step, he)
    step.refresh_from_db()
    assert step.state == "claimed"


def test_the_second_person_is_a_person_also_where_a_deputy_acts(
    city: cities.City, he: User, step: ReviewStep
) -> None:
    _away_today(city.li, he)
    _pass(step, he)
    following = step.case.steps.get(state="open")
    with refused("second_person"):
        claim(step=following, by=he, at=clock.now())
    following.refresh_from_db()
    assert following.state == "open"


def test_one_who_did_a_step_cannot_do_another_as_a_deputy(
    city: cities.City, he: User, step: ReviewStep
) -> None:
    _pass(step, city.li)
    following = step.case.steps.get(state="open")
    claim(step=following, by=city.zhou, at=clock.now())
    li = city.li.staff_member
    assert li is not None
    StaffRole.objects.create(staff=li, role="examiner", valid_from="2020-01-01")
    _away_today(city.zhou, city.li)
    with refused("second_person"):
        _pass(following, User.objects.get(pk=city.li.pk))
    following.refresh_from_db()
    assert following.state == "claimed"


def test_a_deputy_with_a_stake_of_his_own_is_recused(
    city: cities.City, he: User, step: ReviewStep
) -> None:
    _away_today(city.li, he)
    User.objects.filter(pk=he.pk).update(person=step.case.applicant)
    with refused("recusal"):
        _pass(step, User.objects.get(pk=he.pk))
    step.refresh_from_db()
    assert step.state == "claimed"


def test_a_deputy_decides_in_the_place_of_the_approver(city: cities.City, he: User) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    _away_today(city.chen, he)
    decide(case=case, outcome="granted", opinion="同意", key="k", by=he, at=clock.now())
    case.refresh_from_db()
    assert case.state == "issued"
    assert Case.objects.get(pk=case.pk).decisions.get().decided_by == he


def test_the_desk_shows_the_absentees_work_under_his_name(
    city: cities.City, he: User, step: ReviewStep, client: Client
) -> None:
    StaffRole.objects.filter(staff__user=he).exclude(role="reviewer").delete()
    assert not to_review(he).exists()
    _away_today(city.li, he)
    client.force_login(he)
    desk = client.get("/review/").content.decode()
    assert str(step.case.number) in desk
    assert "代Li" in desk
    assert "代Li" in client.get(f"/review/{step.case.number}/").content.decode()
    client.force_login(city.li)
    assert "代Li" not in client.get("/review/").content.decode()


def test_open_work_and_later_reminders_reach_the_deputy(
    city: cities.City, he: User, step: ReviewStep, clock_at: SetClock
) -> None:
    promised = step.case.subject.terms.get(kind="promised")
    assert promised.due_on is not None
    away(city.li, he, clock.today(), promised.due_on)
    handed = Notice.objects.get(user=he, kind="step_handed_over")
    assert handed.link == f"/review/{step.case.number}/"
    clock_at(f"{promised.due_on} 09:00")
    cities.catch_up()
    cities.catch_up()
    reminded = Notice.objects.filter(kind="case_due", title__contains=step.case.version.name)
    to_deputy = reminded.filter(user=he)
    assert reminded.filter(user=city.li).count() == to_deputy.count() > 0
    assert all(notice.title.startswith("代Li ") for notice in to_deputy)
