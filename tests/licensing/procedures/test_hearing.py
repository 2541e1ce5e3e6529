# SPDX-License-Identifier: Apache-2.0
"""The hearing: told, asked for in five days, held in twenty, notice seven days ahead."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from licensing.cases.models import Case
from licensing.decisions.decide import decide
from licensing.decisions.models import Decision
from licensing.delivery.actions import withdraw
from licensing.procedures.hearings import (
    ask_for_hearing,
    give_up_hearing,
    hold_hearing,
    schedule_hearing,
    tell_of_hearing,
)
from licensing.procedures.models import Hearing
from licensing.review.actions import claim
from portal.kernel import clock, invariants
from portal.kernel.deadlines.terms.models import Pause, Term
from portal.kernel.documents.models import Document
from portal.kernel.notices.models import Notice
from tests import city as cities
from tests.licensing import items
from tests.refusals import refused
from tests.rules import set_rule

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


@pytest.fixture
def city(db: None, clock_at: object) -> cities.City:
    clock_at("2026-11-23 09:00")  # type: ignore[operator]
    return cities.build()


@pytest.fixture
def told(city: cities.City) -> Hearing:
    """A hearing told on Monday 23 November: the last day to ask is the 30th."""
    case = cities.accepted(city)
    return tell_of_hearing(case=case, ground="涉及他人重大利益", by=city.li, at=clock.now())


@pytest.fixture
def asked(city: cities.City, told: Hearing, clock_at: object) -> Hearing:
    """Asked for on Wednesday the 25th: to be held by 23 December."""
    clock_at("2026-11-25 09:00")  # type: ignore[operator]
    return ask_for_hearing(hearing=told, by=city.alice, at=clock.now())


def _schedule(hearing: Hearing, host: User, by: User, when: str) -> Hearing:
    return schedule_hearing(
        hearing=hearing, starts_at=datetime.fromisoformat(f"{when}:00+08:00"),
        place="市政务中心三楼听证室", host=host, by=by, at=clock.now(),
    )  # fmt: skip


def _hold(hearing: Hearing, by: User) -> Hearing:
    return hold_hearing(
        hearing=hearing, signed_record=cities.clean_pdf("笔录.pdf"), finding="申请人的意见成立", by=by,
        at=clock.now(),
    )  # fmt: skip


def _due(case: Case, kind: str) -> str:
    return str(Term.objects.get(subject=case.subject, kind=kind).due_on)


def test_the_right_is_told_on_paper_with_the_day_and_without_a_fee(
    city: cities.City, told: Hearing
) -> None:
    paper = Document.objects.get(subject=told.case.subject, kind="hearing_right")
    assert paper.facts["due"] == "2026年11月30日（周一）"
    assert Notice.objects.filter(user=city.alice, kind="hearing_right").count() == 1
    with refused("hearing_pending"):
        tell_of_hearing(case=told.case, ground="再告知一次", by=city.li, at=clock.now())


def test_telling_does_not_stop_the_clock_and_bars_the_decision(
    city: cities.City, told: Hearing
) -> None:
    assert not Pause.objects.exists()
    with refused("hearing_open"):
        decide(case=told.case, outcome="granted", opinion="同意", key="k", by=city.chen,
               at=clock.now())  # fmt: skip
    assert not Decision.objects.exists()


def test_it_is_asked_for_on_the_fifth_day_and_not_on_the_sixth(
    city: cities.City, told: Hearing, clock_at: object
) -> None:
    late = tell_of_hearing(
        case=cities.accepted(city), ground="涉及他人重大利益", by=city.li, at=clock.now()
    )
    clock_at("2026-11-30 23:59")  # type: ignore[operator]
    hearing = ask_for_hearing(hearing=told, by=city.alice, at=clock.now())
    assert (hearing.state, Pause.objects.get().kind) == ("requested", "听证")
    hold = Term.objects.running().get(subject=hearing.subject)
    assert (hold.kind, str(hold.due_on)) == ("hearing_hold", "2026-12-28")
    clock_at("2026-12-01 00:01")  # type: ignore[operator]
    with refused("hearing_too_late"):
        ask_for_hearing(hearing=late, by=city.alice, at=clock.now())
    assert Pause.objects.count() == 1


def test_the_five_days_count_in_the_unit_that_the_city_sets(city: cities.City) -> None:
    set_rule("hearing_request_days", unit="calendar")
    case = cities.accepted(city)
    hearing = tell_of_hearing(case=case, ground="涉及他人", by=city.li, at=clock.now())
    term = Term.objects.get(subject=hearing.subject)
    assert (term.unit, str(term.due_on)) == ("calendar", "2026-11-30")  # the 28th is a Saturday


def test_silence_gives_the_right_up_after_the_last_day(
    city: cities.City, told: Hearing, clock_at: object
) -> None:
    clock_at("2026-11-30 23:50")  # type: ignore[operator]
    cities.catch_up()
    told.refresh_from_db()
    assert told.state == "told"
    clock_at("2026-12-01 00:10")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    told.refresh_from_db()
    assert told.state == "waived"
    assert Notice.objects.filter(user=city.alice, kind="hearing_waived").count() == 1
    assert invariants.run() == []


def test_only_the_applicant_answers(city: cities.City, told: Hearing) -> None:
    for stranger in (city.bob, city.charlie, city.li):
        with refused("not_applicant"):
            ask_for_hearing(hearing=told, by=stranger, at=clock.now())
        with refused("not_applicant"):
            give_up_hearing(hearing=told, by=stranger, at=clock.now())
    give_up_hearing(hearing=told, by=city.alice, at=clock.now())
    told.refresh_from_db()
    assert told.state == "waived"
    with refused("wrong_state"):
        ask_for_hearing(hearing=told, by=city.alice, at=clock.now())


def test_notice_is_given_seven_working_days_ahead_and_not_six(
    city: cities.City, asked: Hearing
) -> None:
    with refused("notice_too_short"):
        _schedule(asked, city.zhou, city.li, "2026-12-03T09:30")
    asked.refresh_from_db()
    assert (asked.state, Document.objects.filter(kind="hearing_notice").count()) == ("requested", 0)
    assert _schedule(asked, city.zhou, city.li, "2026-12-04T09:30").state == "scheduled"
    paper = Document.objects.get(kind="hearing_notice")
    assert (paper.facts["when"], paper.facts["place"]) == (
        "2026年12月4日（周五）09:30", "市政务中心三楼听证室",
    )  # fmt: skip


def test_it_is_held_on_the_twentieth_day_and_not_planned_for_the_twenty_first(
    city: cities.City, asked: Hearing
) -> None:
    with refused("hearing_after_limit"):
        _schedule(asked, city.zhou, city.li, "2026-12-24T09:30")
    assert _schedule(asked, city.zhou, city.li, "2026-12-23T09:30").state == "scheduled"


def test_when_both_cannot_be_kept_the_notice_goes_first(
    city: cities.City, asked: Hearing, clock_at: object
) -> None:
    clock_at("2026-12-16 09:00")  # type: ignore[operator]
    with refused("notice_too_short"):
        _schedule(asked, city.zhou, city.li, "2026-12-23T09:30")
    assert _schedule(asked, city.zhou, city.li, "2026-12-25T09:30").state == "scheduled"


def test_a_notice_into_a_year_without_a_calendar_says_so(
    city: cities.City, asked: Hearing, clock_at: object
) -> None:
    clock_at("2026-12-28 09:00")  # type: ignore[operator]
    with refused("calendar_not_published"):
        _schedule(asked, city.zhou, city.li, "2027-01-20T09:30")
    asked.refresh_from_db()
    assert asked.state == "requested"


def test_an_unheld_hearing_is_told_to_supervision_once(
    city: cities.City, asked: Hearing, clock_at: object
) -> None:
    clock_at("2026-12-23 23:50")  # type: ignore[operator]
    cities.catch_up()
    unheld = Notice.objects.filter(user=city.liu, kind="limit_overdue", title__contains="听证")
    assert not unheld.exists()
    clock_at("2026-12-24 09:00")  # type: ignore[operator]
    cities.catch_up()
    cities.catch_up()
    assert unheld.count() == 1


def test_the_host_does_not_review_and_has_no_stake(city: cities.City, asked: Hearing) -> None:
    first = asked.case.steps.get(position=1)
    claim(step=first, by=city.li, at=clock.now())
    for host, code in ((city.li, "host_reviews"), (city.huang, "host_of_organ")):
        with refused(code):
            _schedule(asked, host, city.zhou, "2026-12-04T09:30")
    city.chen.person = city.alice.person
    Case.objects.filter(pk=asked.case.pk).update(agent=city.alice.person)
    with refused("recusal"):
        _schedule(asked, city.chen, city.zhou, "2026-12-04T09:30")
    asked.refresh_from_db()
    assert asked.host is None


def test_the_host_takes_no_step_afterwards(city: cities.City, asked: Hearing) -> None:
    _schedule(asked, city.li, city.zhou, "2026-12-04T09:30")
    step = asked.case.steps.get(position=1)
    with refused("hearing_host"):
        claim(step=step, by=city.li, at=clock.now())
    step.refresh_from_db()
    assert step.state == "open"


def test_the_time_from_request_to_record_does_not_count(
    city: cities.City, asked: Hearing, clock_at: object
) -> None:
    hearing = _schedule(asked, items.hire("guo", "examiner", asked.case.organ), city.li,
                        "2026-12-04T09:30")  # fmt: skip
    clock_at("2026-12-04 09:29")  # type: ignore[operator]
    with refused("hearing_to_come"):
        _hold(hearing, city.li)
    clock_at("2026-12-04 11:00")  # type: ignore[operator]
    with refused("record_required"):
        hold_hearing(
            hearing=hearing, signed_record=None, finding="成立", by=city.li, at=clock.now()
        )
    assert Pause.objects.get().last_day is None
    hearing = _hold(hearing, city.li)
    assert hearing.state == "held"
    assert (_due(hearing.case, "promised"), _due(hearing.case, "statutory")) == (
        "2026-12-10", "2026-12-17",
    )  # fmt: skip
    assert Term.objects.get(subject=hearing.subject, kind="hearing_hold").state == "met"
    cities.catch_up()
    assert invariants.run() == []


def test_the_decision_after_a_hearing_names_its_record(
    city: cities.City, asked: Hearing, clock_at: object
) -> None:
    guo = items.hire("guo", "examiner", asked.case.organ)
    hearing = _schedule(asked, guo, city.li, "2026-12-04T09:30")
    with refused("hearing_open"):
        decide(case=asked.case, outcome="granted", opinion="同意", key="k", by=city.chen,
               at=clock.now())  # fmt: skip
    clock_at("2026-12-04 11:00")  # type: ignore[operator]
    hearing = _hold(hearing, city.li)
    case = hearing.case
    cities.review_up_to_approval(city, case)
    cities.granted(city, case)
    paper = Document.objects.get(subject=case.subject, kind="grant")
    assert hearing.record is not None
    assert paper.facts["hearing"] == {
        "held_on": "2026年12月4日（周五）", "record": hearing.record.sha256[:16],
    }  # fmt: skip


def test_a_request_taken_back_lets_the_clock_run_on(
    city: cities.City, asked: Hearing, clock_at: object
) -> None:
    clock_at("2026-11-27 09:00")  # type: ignore[operator]
    give_up_hearing(hearing=asked, by=city.alice, at=clock.now())
    assert str(Pause.objects.get().last_day) == "2026-11-27"
    assert _due(asked.case, "promised") == "2026-12-03"
    cities.catch_up()
    assert invariants.run() == []


def test_after_the_limits_have_passed_a_hearing_forgives_nothing(
    city: cities.City, clock_at: object
) -> None:
    case = cities.accepted(city)
    clock_at("2026-12-08 09:00")  # type: ignore[operator]
    hearing = tell_of_hearing(case=case, ground="涉及他人", by=city.li, at=clock.now())
    assert ask_for_hearing(hearing=hearing, by=city.alice, at=clock.now()).pause is None
    assert _due(case, "statutory") == "2026-12-07"


def test_a_public_service_knows_no_hearing(city: cities.City) -> None:
    case = cities.accepted_of(city, cities.public_service())
    reviewer = items.hire("reviewer9", "reviewer", case.organ)
    with refused("no_hearing"):
        tell_of_hearing(case=case, ground="涉及他人", by=reviewer, at=clock.now())
    assert not Hearing.objects.exists()


def test_a_withdrawn_case_ends_its_hearing(city: cities.City, asked: Hearing) -> None:
    withdraw(case=asked.case, by=city.alice, at=clock.now())
    asked.refresh_from_db()
    assert asked.state == "cancelled"
    assert not Term.objects.running().exists()
    cities.catch_up()
    assert invariants.run() == []
