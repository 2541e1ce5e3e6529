# SPDX-License-Identifier: Apache-2.0
"""Whose turn it is along the life of a case: the desk, the act, the day, and what it waits for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.supervision.actions import urge
from licensing.cases.models import Case
from licensing.cases.states import CASE
from licensing.decisions.decide import decide
from licensing.deferrals import actions as deferrals
from licensing.generating.generate import generate_cases
from licensing.procedures.actions import close_procedure, open_procedure
from licensing.review.actions import claim, pass_step
from portal.kernel import clock, invariants, wiring
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.actions.relief import relieve
from portal.kernel.deadlines.actions.terms import extend_term
from portal.kernel.deadlines.engine import calendar as calendars
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.desks import TurnFor
from portal.kernel.states import aggregates
from portal.kernel.subjects import Touched
from portal.kernel.turns.models import Turn
from portal.kernel.turns.queries import on_desks
from portal.kernel.turns.writing import (
    differences,
    repair,
    turns_as_expected,
    turns_since_their_event,
)
from tests import city as cities
from tests.conftest import SetClock


@pytest.fixture
def city(db: None, clock_at: SetClock) -> cities.City:
    clock_at("2026-03-02 10:00")
    return cities.build()


def _turns(case: Case) -> list[tuple[str, str, str, bool]]:
    rows = Turn.objects.filter(root=case.subject_id).order_by("subject_id", "act")
    return [(row.desk, row.act, row.waits, row.is_head) for row in rows]


def test_a_case_goes_from_desk_to_desk(city: cities.City) -> None:
    draft = cities.fill_draft(city)
    assert _turns(draft) == [(f"p:{city.shop.pk}", "submit", "", True)]
    case = cities.submitted(city)
    intake = Term.objects.get(subject=case.subject_id, kind="intake")
    head = Turn.objects.get(root=case.subject_id)
    assert (head.desk, head.act, head.term_id) == (f"c:{city.centre.pk}", "accept", intake.pk)
    assert (head.sort_on, head.due_ordinal) == (intake.due_on, intake.due_ordinal)
    assert head.organ_id == case.organ_id
    cities.check_all(city, case)
    case = cities.take_in(city, case)
    step = case.steps.get(state="open")
    organ = f"o:{case.organ_id}:{step.role}"
    assert _turns(case) == [(organ, "claim", "", True)]
    claim(step=step, by=city.li, at=clock.now())
    row = Turn.objects.get(root=case.subject_id)
    assert (row.desk, row.act, row.handler, row.part) == (
        f"u:{city.li.pk}", "pass", city.li, str(step.position),
    )  # fmt: skip
    assert turns_as_expected() == []


def test_the_end_of_a_case_leaves_no_row(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.review_up_to_approval(city, case)
    decide(
        case=case,
        outcome="refused",
        opinion="不符合许可条件",
        key="t",
        by=city.chen,
        at=clock.now(),
    )
    assert _turns(case) == [(f"c:{city.centre.pk}", "deliver", "", True)]
    assert turns_as_expected() == []


def test_the_approver_waits_while_a_material_is_owed(city: cities.City) -> None:
    case = cities.submitted(city, lacking="secondary")
    cities.check_all(city, case)
    case = cities.take_in(city, case)
    owed = case.deferrals.get()
    assert (f"p:{case.applicant_id}", "supply", "") in [row[:3] for row in _turns(case)]
    cities.review_up_to_approval(city, case)
    last = case.steps.get(state="claimed")
    pass_step(step=last, opinion="符合条件", by=city.chen, at=clock.now())
    rows = {row.act: row for row in Turn.objects.filter(root=case.subject_id)}
    assert set(rows) == {"decide", "supply"}
    assert (rows["decide"].desk, rows["decide"].waits) == (f"o:{case.organ_id}:approver", "turn")
    deferrals.waive(deferral=owed, reason="不可抗力：洪水", by=city.liu, at=clock.now())
    assert [row[:3] for row in _turns(case)] == [(f"o:{case.organ_id}:approver", "decide", "")]
    assert turns_as_expected() == []


def test_a_pause_takes_the_day_away_and_gives_it_back(city: cities.City) -> None:
    case = cities.accepted(city)
    before = Turn.objects.get(root=case.subject_id)
    step = case.steps.get(state="open")
    running = _paused(city, case)
    rows = {row.act: row for row in Turn.objects.filter(root=case.subject_id)}
    assert set(rows) == {"claim", "close"}
    assert rows["claim"].sort_on == Term.objects.get(subject=step.subject_id).due_on
    close_procedure(
        procedure=running, report_number="检字1号", delivered_by="检测中心", by=city.li,
        at=clock.now(),
    )  # fmt: skip
    after = Turn.objects.get(root=case.subject_id)
    assert (after.desk, after.act, after.since) == (before.desk, before.act, before.since)
    assert turns_as_expected() == []


def _paused(city: cities.City, case: Case) -> Any:
    return open_procedure(
        case=case,
        kind="检验",
        reason="需要检验样品",
        provider="市检验检测中心",
        planned_end=clock.today() + timedelta(days=7),
        by=city.li,
        at=clock.now(),
    )


def test_urges_are_counted_on_the_head(city: cities.City) -> None:
    case = cities.accepted(city)
    since = Turn.objects.get(root=case.subject_id).since
    for _turn in range(2):
        urge(case=case, note="请抓紧", by=city.liu, at=clock.now())
    head = Turn.objects.get(root=case.subject_id, is_head=True)
    assert (head.urges, head.urged_at, head.since) == (2, clock.now(), since)
    assert turns_as_expected() == []


def test_an_extension_and_relief_move_the_rows(city: cities.City) -> None:
    case = cities.accepted(city)
    step = case.steps.get(state="open")
    extend_term(
        subject=step.subject, kind="step", days=2, decided_on=clock.today(), basis="本市规定",
        approver=city.chen, at=clock.now(),
    )  # fmt: skip
    assert turns_as_expected() == []
    was = Turn.objects.get(root=case.subject_id).sort_on
    assert relieve(
        terms=Term.objects.all(), days=3, cause="e1", source="资府告〔2026〕1号", at=clock.now()
    )
    assert Turn.objects.get(root=case.subject_id).sort_on > was
    assert turns_as_expected() == []


def test_the_python_and_the_sql_of_a_desk_agree(city: cities.City) -> None:
    cities.fill_draft(city)
    cities.submitted(city)
    case = cities.submitted(city, lacking="secondary", key="k2")
    cities.check_all(city, case)
    cities.review_up_to_approval(city, cities.take_in(city, case))
    told = {}
    for stored in aggregates():
        for row in stored.model._default_manager.all():
            for turn in stored.machine.turns.get(row.state, ()):  # type: ignore[attr-defined]
                if isinstance(turn, TurnFor):
                    told[row.subject_id, turn.act] = turn.who.of(row)  # type: ignore[attr-defined]
    rows = Turn.objects.exclude(act="").values_list("subject_id", "act", "desk")
    assert {(subject, act): desk for subject, act, desk in rows} == told
    assert len(told) >= 3


def test_rows_that_differ_are_found_and_mended(city: cities.City) -> None:
    case = cities.accepted(city)
    cities.submitted(city, key="k2")
    head = Turn.objects.filter(root=case.subject_id)
    head.update(desk="s")
    Turn.objects.exclude(root=case.subject_id).delete()
    assert {one.check for one in invariants.run()} == {"turns_as_expected"}
    assert len(turns_as_expected()) == 2
    assert repair() == 2
    assert turns_as_expected() == []
    assert repair() == 0


def test_since_when_a_turn_waits_is_that_of_its_event(city: cities.City) -> None:
    """One that lies there longer or shorter than the event which began it says is found."""
    case = cities.accepted(city)
    turn = Turn.objects.get(root=case.subject_id, act="claim")
    assert turns_since_their_event() == []
    for wrong in (turn.since - timedelta(days=1), turn.since + timedelta(days=1)):
        Turn.objects.filter(pk=turn.pk).update(since=wrong)
        assert [one.subject_id for one in turns_since_their_event()] == [turn.subject_id]
    Turn.objects.filter(pk=turn.pk).update(since=turn.since)
    step = case.steps.get(state="open")
    claim(step=step, by=city.li, at=clock.now())
    assert turns_since_their_event() == []
    opened = Event.objects.filter(subject=step.subject).earliest("seq")
    Turn.objects.filter(subject=step.subject).update(since=opened.recorded_at)
    assert [one.subject_id for one in turns_since_their_event()] == [step.subject_id]


def test_migrating_writes_the_turns_of_what_is_there_already(city: cities.City) -> None:
    cities.submitted(city)
    Turn.objects.all().delete()
    wiring.keep_turns()
    assert Turn.objects.count() == 1
    assert turns_as_expected() == []


def test_generated_cases_have_their_turns(city: cities.City) -> None:
    generate_cases(open_count=40, closed_count=10, seed=3, at=clock.now())
    assert Turn.objects.filter(is_head=True).count() == 40
    assert turns_as_expected() == []


def test_the_first_amber_day_is_that_of_the_standings(city: cities.City) -> None:
    generate_cases(open_count=60, closed_count=0, seed=4, at=clock.now())
    calendar = calendars.current()
    heads = {row.root_id: row for row in Turn.objects.filter(root__case__isnull=False)}
    for back in range(-3, 40):
        today = clock.today() + timedelta(days=back)
        amber: set[int] = set()
        red: set[int] = set()
        for root, head in heads.items():
            counted = Term.objects.running().filter(subject__in={root, head.subject_id})
            standings = {term.standing for term in counted.with_standing(today, calendar)}
            red |= {root} if "overdue" in standings else set()
            amber |= {root} if "due_soon" in standings else set()
        assert red == {root for root, head in heads.items() if head.sort_on < today}
        light = {root for root, head in heads.items() if head.soon_on <= today <= head.sort_on}
        assert light == amber - red


def test_desks_are_read_page_by_page_in_the_order_of_their_days(city: cities.City) -> None:
    generate_cases(open_count=60, closed_count=0, seed=5, at=clock.now())
    desks = sorted(set(Turn.objects.exclude(desk="n").values_list("desk", flat=True)))[:4]
    every = list(
        Turn.objects.filter(desk__in=desks).order_by("sort_on", "id").values_list("pk", flat=True)
    )
    seen: list[int] = []
    after = None
    while True:
        with CaptureQueriesContext(connection) as one:
            page, after = on_desks(desks, after=after, limit=7)
        assert len(one) == 1
        seen += [turn.pk for turn in page]
        if after is None:
            break
    assert seen == every
    assert on_desks([]) == ([], None)


def test_differences_of_one_root_leave_the_others_alone(city: cities.City) -> None:
    case, other = cities.accepted(city), cities.submitted(city, key="k2")
    Turn.objects.filter(root=other.subject_id).update(desk="s")
    assert differences([Touched(CASE.name, (case.subject_id,))]) == []
    assert len(differences([Touched(CASE.name, (other.subject_id,))])) == 1
