# SPDX-License-Identifier: Apache-2.0
"""Filing, dispatching, answering, rating, urging."""

from __future__ import annotations

import pytest

from complaints.appeals import handling
from complaints.appeals.filing import file_complaint, withdraw
from complaints.appeals.models import Complaint
from complaints.appeals.queries import at_work
from complaints.ratings.actions import rate
from complaints.ratings.models import Rating, Urge
from complaints.supervision.actions import urge
from licensing.delivery.actions import deliver
from portal.kernel import clock, invariants
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.refusals import refused


def _filed(kind: str = "complaint", **more: object) -> Complaint:
    return file_complaint(
        kind=kind, title="等太久", text="窗口一直没人办理", by=more.pop("by", None),  # type: ignore[arg-type]
        at=clock.now(), **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "due"),
    [("consult", "2026-11-26"), ("help", "2026-12-02"), ("suggestion", "2026-12-02"),
     ("complaint", "2026-12-14"), ("report", "2026-12-14")],
)  # fmt: skip
def test_each_kind_has_its_own_period(
    city: cities.City, clock_at: object, kind: str, due: str
) -> None:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    complaint = _filed(kind)
    handling.dispatch(complaint=complaint, organ=city.food.organ, by=city.liu, at=clock.now())
    term = Term.objects.running().get(subject=complaint.subject)
    assert (term.kind, str(term.due_on)) == ("answer", due)


def test_an_appeal_runs_to_its_answer(city: cities.City) -> None:
    complaint = _filed(by=city.alice)
    handling.dispatch(complaint=complaint, organ=city.food.organ, by=city.liu, at=clock.now())
    handling.take_up(complaint=complaint, by=city.li, at=clock.now())
    with refused("not_handler"):
        handling.answer(complaint=complaint, text="已经处理好了", by=city.zhou, at=clock.now())
    handling.answer(complaint=complaint, text="已经增加窗口人手", by=city.li, at=clock.now())
    handling.close(complaint=complaint, by=city.alice, at=clock.now())
    complaint.refresh_from_db()
    assert complaint.state == "closed"
    assert Notice.objects.filter(user=city.alice, kind="complaint_answered").count() == 1
    assert not Term.objects.running().filter(subject=complaint.subject).exists()
    assert invariants.run() == []


def test_nobody_handles_or_sees_a_complaint_about_himself(city: cities.City) -> None:
    complaint = _filed()
    handling.dispatch(
        complaint=complaint, organ=city.food.organ, about_staff=city.li.staff, by=city.liu,
        at=clock.now(),
    )  # fmt: skip
    with refused("recusal"):
        handling.take_up(complaint=complaint, by=city.li, at=clock.now())
    assert complaint not in at_work(city.li)
    assert complaint in at_work(city.zhou)
    assert not Notice.objects.filter(user=city.li).exists()


def test_only_supervision_dispatches(city: cities.City) -> None:
    complaint = _filed()
    with refused("not_supervisor"):
        handling.dispatch(complaint=complaint, organ=city.food.organ, by=city.li, at=clock.now())
    complaint.refresh_from_db()
    assert (complaint.state, complaint.organ) == ("filed", None)


def test_only_the_complainant_withdraws(city: cities.City) -> None:
    complaint = _filed(by=city.alice)
    with refused("not_complainant"):
        withdraw(complaint=complaint, by=city.bob, at=clock.now())
    withdraw(complaint=complaint, by=city.alice, at=clock.now())
    complaint.refresh_from_db()
    assert complaint.state == "withdrawn"


def test_an_empty_appeal_names_every_field(city: cities.City) -> None:
    with refused("kind"):
        file_complaint(kind="x", title="", text="", contact_phone="12", by=None, at=clock.now())
    assert not Complaint.objects.exists()


def _delivered(city: cities.City) -> object:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    case = cities.granted(city, case)
    deliver(case=case, method="online", recipient="张小丽", by=city.alice, at=clock.now())
    return case


def test_a_finished_case_is_rated_once_by_its_applicant(city: cities.City) -> None:
    case = _delivered(city)
    with refused("not_applicant"):
        rate(case=case, level=1, by=city.bob, at=clock.now())  # type: ignore[arg-type]
    rate(case=case, level=1, by=city.alice, at=clock.now())  # type: ignore[arg-type]
    with refused("rated"):
        rate(case=case, level=5, by=city.alice, at=clock.now())  # type: ignore[arg-type]
    assert Rating.objects.get().level == 1
    assert not Complaint.objects.exists()


@pytest.mark.parametrize(("level", "orders"), [(3, 0), (4, 1), (5, 1)])
def test_a_bad_rating_opens_a_work_order(city: cities.City, level: int, orders: int) -> None:
    case = _delivered(city)
    rate(case=case, level=level, comment="太慢", by=city.alice, at=clock.now())  # type: ignore[arg-type]
    assert Complaint.objects.count() == orders


def test_an_unfinished_case_is_not_rated(city: cities.City) -> None:
    case = cities.submitted(city)
    with refused("not_finished"):
        rate(case=case, level=1, by=city.alice, at=clock.now())
    assert not Rating.objects.exists()


def test_urging_reaches_those_who_hold_the_case(city: cities.City) -> None:
    case = cities.accepted(city)
    with refused("not_supervisor"):
        urge(case=case, note="", by=city.wang, at=clock.now())
    urge(case=case, note="请尽快", by=city.liu, at=clock.now())
    assert (
        Notice.objects.filter(kind="urged").values_list("user__username", flat=True).get() == "li"
    )
    assert Urge.objects.count() == 1


def test_nobody_answers_an_appeal_of_his_own(city: cities.City) -> None:
    complaint = _filed(by=city.li)
    handling.dispatch(complaint=complaint, organ=city.food.organ, by=city.liu, at=clock.now())
    with refused("recusal"):
        handling.take_up(complaint=complaint, by=city.li, at=clock.now())
    handling.take_up(complaint=complaint, by=city.zhou, at=clock.now())


@pytest.mark.parametrize(
    ("title", "text", "name", "wrong"),
    [
        (1, 5, 0, ["title"]), (2, 5, 0, []), (100, 4000, 50, []), (101, 4000, 50, ["title"]),
        (2, 4, 0, ["text"]), (2, 4001, 51, ["text", "contact_name"]),
    ],
)  # fmt: skip
def test_an_appeal_is_kept_whole_or_every_wrong_length_is_named(
    city: cities.City, title: int, text: int, name: int, wrong: list[str]
) -> None:
    words = {"title": "题" * title, "text": "文" * text, "contact_name": "名" * name}
    if wrong:
        with pytest.raises(Invalid) as caught:
            file_complaint(kind="consult", by=None, at=clock.now(), **words)  # type: ignore[arg-type]
        assert [one.field for one in caught.value.problems] == wrong
        return
    made = file_complaint(kind="consult", by=None, at=clock.now(), **words)  # type: ignore[arg-type]
    assert {key: getattr(made, key) for key in words} == words


def test_a_note_that_is_too_long_to_keep_is_refused(city: cities.City) -> None:
    case = cities.accepted(city)
    with refused("too_long"):
        urge(case=case, note="急" * 301, by=city.liu, at=clock.now())
    assert urge(case=case, note="急" * 300, by=city.liu, at=clock.now()).note == "急" * 300
