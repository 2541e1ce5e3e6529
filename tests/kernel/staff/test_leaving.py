# SPDX-License-Identifier: Apache-2.0
"""Who leaves a post leaves nothing behind: each piece goes to the post, or to a successor who may."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.appeals import handling
from complaints.appeals.filing import file_complaint
from complaints.appeals.models import Complaint
from licensing.cases.models import Case
from licensing.generating.generate import generate_cases
from licensing.procedures.hearings import ask_for_hearing, schedule_hearing, tell_of_hearing
from licensing.procedures.models import Hearing
from licensing.review.actions import claim, pass_step
from licensing.review.models import ReviewStep
from licensing.review.states import STEP
from portal.kernel import clock, invariants
from portal.kernel.absences.actions import declare_absence
from portal.kernel.absences.models import Absence, StandIn
from portal.kernel.accounts.mandates import grant_mandate
from portal.kernel.accounts.models import Mandate, StaffRole, User
from portal.kernel.accounts.queries import may_act_for
from portal.kernel.audit.models import Event
from portal.kernel.notices.models import Notice
from portal.kernel.staff import actions
from portal.kernel.staff.leaving import watch_posts
from portal.kernel.turns.models import Turn
from portal.kernel.turns.writing import turns_as_expected
from services.drafts.editing import open_draft, save_draft
from tests import city as cities
from tests.conftest import SetClock
from tests.kernel.staff.conftest import member
from tests.refusals import refused


def _disable(user: User, admin: User, successor: User | None = None) -> tuple[int, int]:
    return actions.disable(
        member=member(user), successor=member(successor) if successor is not None else None,
        reason="调离本单位", by=admin, at=clock.now(),
    )  # fmt: skip


def _claimed(city: cities.City) -> ReviewStep:
    case = cities.accepted(city)
    return claim(step=case.steps.get(state="open"), by=city.li, at=clock.now())


def _complaint(city: cities.City, by: User | None = None, **more: object) -> Complaint:
    made = file_complaint(
        kind="complaint", title="等太久", text="窗口一直没人办理", by=by or city.alice,
        at=clock.now(),
    )  # fmt: skip
    handling.dispatch(
        complaint=made,
        organ=city.food.organ,
        by=city.liu,
        at=clock.now(),
        **more,  # type: ignore[arg-type]
    )
    return handling.take_up(complaint=made, by=city.li, at=clock.now())


def _desks(*subjects: int) -> list[str]:
    rows = Turn.objects.filter(subject__in=subjects)
    return list(rows.order_by("subject", "act").values_list("desk", flat=True))


def test_steps_and_complaints_go_back_to_the_post(city: cities.City, admin: User) -> None:
    step, complaint = _claimed(city), _complaint(city)
    organ = city.food.organ_id
    assert _desks(step.subject_id, complaint.subject_id) == [f"u:{city.li.pk}"] * 2
    assert _disable(city.li, admin) == (0, 2)
    step.refresh_from_db()
    complaint.refresh_from_db()
    assert (step.state, step.handler_id) == ("open", None)
    assert (complaint.state, complaint.handler_id) == ("dispatched", None)
    assert _desks(step.subject_id) == [f"o:{organ}:reviewer"]
    assert _desks(complaint.subject_id) == [f"o:{organ}:reviewer"]
    assert not Turn.objects.filter(handler=city.li).exists()
    event = Event.objects.get(subject=step.subject_id, verb="licensing.step.release")
    assert (event.actor_id, event.facts) == (admin.pk, {"from": city.li.pk})
    assert invariants.run() == []
    # and whoever is still there takes it up
    other = cities.staff("he", "reviewer", organ=city.food.organ)
    claim(step=step, by=other, at=clock.now())
    handling.take_up(complaint=complaint, by=other, at=clock.now())
    assert invariants.run() == []


def test_a_successor_takes_on_what_he_may(city: cities.City, admin: User) -> None:
    heir = cities.staff("he", "reviewer", organ=city.food.organ)
    step, complaint = _claimed(city), _complaint(city)
    about_him = _complaint(city, about_staff=member(heir))
    assert _disable(city.li, admin, heir) == (2, 1)
    step.refresh_from_db()
    assert (step.state, step.handler_id) == ("claimed", heir.pk)
    assert _desks(step.subject_id, complaint.subject_id) == [f"u:{heir.pk}"] * 2
    assert _desks(about_him.subject_id) == [f"o:{city.food.organ_id}:reviewer"]
    assert Notice.objects.filter(user=heir, kind="work_passed_over").count() == 1
    assert invariants.run() == []
    pass_step(step=step, opinion="符合条件", by=heir, at=clock.now())
    handling.answer(complaint=complaint, text="已经处理好了", by=heir, at=clock.now())


def test_a_successor_takes_no_second_step_and_no_other_role(city: cities.City, admin: User) -> None:
    """Where an item asks for different people, and where the successor lacks role or organ."""
    step = _claimed(city)
    pass_step(step=step, opinion="符合条件", by=city.li, at=clock.now())
    case = Case.objects.get(pk=step.case_id)
    second = claim(step=case.steps.get(state="open"), by=city.zhou, at=clock.now())
    assert case.version.second_person
    StaffRole.objects.create(staff=member(city.li), role="examiner", valid_from=cities.LONG_AGO)
    assert _disable(city.zhou, admin, city.li) == (0, 1)
    second.refresh_from_db()
    assert (second.state, second.handler_id) == ("open", None)
    stranger = cities.staff("far", "examiner", organ=member(city.huang).organ)
    other = cities.staff("he", "examiner", organ=city.food.organ)
    claim(step=second, by=other, at=clock.now())
    assert _disable(other, admin, stranger) == (0, 1)
    assert invariants.run() == []


@pytest.mark.parametrize("who", ["self", "disabled"])
def test_the_successor_is_somebody_else_and_there(city: cities.City, admin: User, who: str) -> None:
    step = _claimed(city)
    city.zhou.is_active = False
    city.zhou.save()
    with refused("successor"):
        _disable(city.li, admin, city.li if who == "self" else city.zhou)
    step.refresh_from_db()
    assert step.handler_id == city.li.pk
    assert User.objects.get(pk=city.li.pk).is_active


def test_a_hearing_asks_for_another_host(
    city: cities.City, admin: User, clock_at: SetClock
) -> None:
    case = cities.accepted(city)
    hearing = tell_of_hearing(case=case, ground="涉及他人重大利益", by=city.li, at=clock.now())
    ask_for_hearing(hearing=hearing, by=city.alice, at=clock.now())
    host = cities.staff("guo", "examiner", organ=city.food.organ)

    def schedule(by: User) -> Hearing:
        return schedule_hearing(
            hearing=hearing, starts_at=datetime.fromisoformat("2026-03-17T09:00:00+08:00"),
            place="市政务中心三楼", host=by, by=city.li, at=clock.now(),
        )  # fmt: skip

    schedule(host)
    assert _desks(hearing.subject_id) == [f"u:{host.pk}"]
    assert _disable(host, admin, city.zhou) == (0, 1)
    hearing.refresh_from_db()
    assert (hearing.state, hearing.host_id) == ("requested", None)
    assert _desks(hearing.subject_id) == [f"o:{city.food.organ_id}:reviewer"]
    assert invariants.run() == []
    with refused("host_of_organ"):
        schedule(User.objects.get(pk=host.pk))
    schedule(city.zhou)
    assert invariants.run() == []


def test_a_draft_lies_with_every_editor(city: cities.City, admin: User) -> None:
    offering = city.food.offering
    draft = open_draft(offering=offering, by=city.xie, at=clock.now())
    assert _desks(draft.subject_id) == [f"u:{city.xie.pk}"]
    other = cities.staff("qian", "editor")
    assert _disable(city.xie, admin) == (0, 1)
    draft.refresh_from_db()
    assert _desks(draft.subject_id) == ["o:*:editor"]
    assert invariants.run() == []
    seen = draft.changed_at.isoformat()
    save_draft(draft=draft, row=draft.row, seen=seen, by=other, at=clock.now())
    assert _desks(draft.subject_id) == [f"u:{other.pk}"]
    third = cities.staff("third", "editor")
    assert _disable(other, admin, third) == (1, 0)
    assert _desks(draft.subject_id) == [f"u:{third.pk}"]
    assert invariants.run() == []


def test_absences_stand_ins_and_mandates_end(city: cities.City, admin: User) -> None:
    heir = cities.staff("he", "reviewer", organ=city.food.organ)
    day = clock.today() + timedelta(days=2)
    for away, stands in ((city.li, heir), (heir, city.li)):
        first = day if away is city.li else day + timedelta(days=10)
        declare_absence(
            staff=member(away), deputy=member(stands), kind="leave", first_day=first,
            last_day=first + timedelta(days=3), by=away, at=clock.now(),
        )  # fmt: skip
    grant_mandate(agent=city.li, principal=city.other_firm, valid_from=cities.LONG_AGO)
    assert may_act_for(city.li, city.other_firm.pk)
    _disable(city.li, admin)
    assert not StandIn.dated.exists()
    assert Absence.objects.filter(returned_on=clock.today()).count() == 2
    assert not may_act_for(city.li, city.other_firm.pk)
    assert Mandate.dated.get(user=city.li).ended_at is not None
    assert Notice.objects.filter(user=heir, kind="deputy_left").count() == 1
    assert invariants.run() == []


def test_a_right_that_ends_with_its_day_gives_the_work_back(
    city: cities.City, clock_at: SetClock
) -> None:
    step = _claimed(city)
    right = StaffRole.objects.get(staff=member(city.li))
    right.valid_to = date(2026, 3, 5)
    right.save()
    clock_at("2026-03-05 23:59")
    assert watch_posts(at=clock.now()) == 0
    step.refresh_from_db()
    assert step.handler_id == city.li.pk
    clock_at("2026-03-06 00:01")
    assert watch_posts(at=clock.now()) == 1
    assert watch_posts(at=clock.now()) == 0
    step.refresh_from_db()
    assert step.state == "open"
    assert Event.objects.get(subject=step.subject_id, verb="licensing.step.release").actor is None
    assert turns_as_expected() == []


def test_a_desk_of_many_pieces_is_given_back_by_the_set(city: cities.City, admin: User) -> None:
    """The number of statements does not grow with what lies on the desk."""
    generate_cases(open_count=120, closed_count=0, seed=7, at=clock.now())
    steps = list(ReviewStep.objects.filter(state="open").select_related("subject"))
    assert len(steps) > 40
    few = _statements(city.li, steps[:2], admin)
    many = _statements(cities.staff("he", "reviewer", organ=city.food.organ), steps[2:], admin)
    assert many <= few
    assert invariants.run() == []


def _statements(leaver: User, steps: list[ReviewStep], admin: User) -> int:
    STEP.apply_many(steps, "claim", by=leaver, at=clock.now(), facts={}, handler=leaver)
    assert Turn.objects.filter(handler=leaver).count() == len(steps)
    with CaptureQueriesContext(connection) as queries:
        assert _disable(leaver, admin) == (0, len(steps))
    assert not Turn.objects.filter(handler=leaver).exists()
    return len(queries)
