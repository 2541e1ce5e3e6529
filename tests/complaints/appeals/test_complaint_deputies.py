# SPDX-License-Identifier: Apache-2.0
"""A complaint on an absentee's desk: handed over, reminded of, answered by the deputy."""

from __future__ import annotations

import pytest

from complaints.appeals import handling
from complaints.appeals.filing import file_complaint
from complaints.appeals.models import Complaint
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.absences.test_absence import away, colleague
from tests.refusals import refused


@pytest.fixture(autouse=True)
def _today(clock_at: SetClock) -> None:
    clock_at("2026-03-02 10:00")


@pytest.fixture
def he(city: cities.City) -> User:
    return colleague(city.li, "he", "reviewer")


@pytest.fixture
def complaint(city: cities.City) -> Complaint:
    """Return a complaint that Li has signed for."""
    made = file_complaint(
        kind="complaint", title="等太久", text="窗口一直没人办理", by=city.alice, at=clock.now()
    )
    handling.dispatch(complaint=made, organ=city.food.organ, by=city.liu, at=clock.now())
    return handling.take_up(complaint=made, by=city.li, at=clock.now())


def test_the_deputy_is_told_of_it_and_answers_it_as_his_own_act(
    city: cities.City, he: User, complaint: Complaint
) -> None:
    with refused("not_handler"):
        handling.answer(complaint=complaint, text="已经处理好了", by=he, at=clock.now())
    away(city.li, he, clock.today(), clock.today())
    assert Notice.objects.filter(user=he, kind="complaint_handed_over").count() == 1
    handling.answer(complaint=complaint, text="已经处理好了", by=he, at=clock.now())
    event = Event.objects.get(subject=complaint.subject, verb="complaints.complaint.answer")
    assert (event.actor, event.facts) == (he, {"deputy_for": city.li.pk})


def test_a_complaint_about_the_deputy_is_neither_told_nor_answered_by_him(
    city: cities.City, he: User, complaint: Complaint
) -> None:
    Complaint.objects.filter(pk=complaint.pk).update(about_staff=he.staff_member)
    away(city.li, he, clock.today(), clock.today())
    assert not Notice.objects.filter(user=he, kind="complaint_handed_over").exists()
    with refused("recusal"):
        handling.answer(complaint=complaint, text="已经处理好了", by=he, at=clock.now())


def test_the_ladder_reaches_the_handler_and_the_deputy_each_once(
    city: cities.City, he: User, complaint: Complaint, clock_at: SetClock
) -> None:
    due = Term.objects.get(subject=complaint.subject, kind="answer").due_on
    assert due is not None
    away(city.li, he, clock.today(), due)
    clock_at(f"{due} 09:00")
    cities.catch_up()
    cities.catch_up()
    told = Notice.objects.filter(kind="complaint_due")
    assert sorted(notice.user_id or 0 for notice in told) == sorted([city.li.pk, he.pk])


def test_before_anybody_has_signed_the_organ_is_reminded(
    city: cities.City, he: User, clock_at: SetClock
) -> None:
    made = file_complaint(
        kind="help", title="要帮忙", text="不知道去哪个窗口", by=city.alice, at=clock.now()
    )
    handling.dispatch(complaint=made, organ=city.food.organ, by=city.liu, at=clock.now())
    before = Notice.objects.filter(user=he, kind="complaint_assigned").count()
    due = Term.objects.get(subject=made.subject, kind="answer").due_on
    clock_at(f"{due} 09:00")
    cities.catch_up()
    assert Notice.objects.filter(user=he, kind="complaint_assigned").count() == before + 1
