# SPDX-License-Identifier: Apache-2.0
"""Calendar changes: days, open terms, events and notices in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.actions.pauses import close_pause, open_pause
from portal.kernel.deadlines.actions.terms import end_term, extend_term
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.holidays import calendars, loading, texts
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.consequences import calendar_days, due_dates
from portal.kernel.deadlines.terms.models import CalendarVersion, Day, Term
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished, Invalid, Refused
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from tests.conftest import SetClock
from tests.kernel.deadlines.conftest import Heard, at, day

pytestmark = pytest.mark.usefixtures("city")
Start = Callable[..., Term]
ONLY_NEW_YEAR = json.dumps([{"date": "2027-01-01", "name": "元旦", "isOffDay": True}])


def load(
    text: str = ONLY_NEW_YEAR, when: str = "2026-12-01", *, local: bool = False
) -> loading.Loaded:
    return loading.load(entries=texts.parse(text, local=local), at=at(when))


def off(*days: str) -> str:
    return json.dumps([{"date": text, "name": "停电", "isOffDay": True} for text in days])


def test_thirty_days_from_23_november_2026_end_on_5_january_2027() -> None:
    spec = TermSpec(30, Unit.WORKING, date(2026, 11, 23))
    with pytest.raises(CalendarNotPublished):
        evaluate(spec, texts.calendar())
    layers = [texts.Layer(texts.entries()), texts.Layer(texts.parse(ONLY_NEW_YEAR))]
    known = calendar.Calendar(texts.fold(layers))
    assert evaluate(spec, known).due_on == date(2027, 1, 5)


def test_the_load_fills_in_what_was_unknown_and_tells(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    term = running(limit=30, started_on=day("2026-11-23"))
    assert (term.due_on, term.due_reason) == (None, "calendar")
    loaded = load()
    assert (loaded.is_new, loaded.moved) == (True, 1)
    term.refresh_from_db()
    assert (term.due_on, term.due_reason, term.version) == (day("2027-01-05"), "", 2)
    assert term.calendar_version_id == loaded.version.pk
    event = Event.objects.get(verb="term.date_moved")
    assert event.subject_id == term.subject_id
    assert (event.facts["from"], event.facts["to"]) == (None, "2027-01-05")
    message = OutboxMessage.objects.get(kind="kernel.date_moved")
    assert message.key == f"term:{term.pk}:2:moved"
    clock_at("2026-12-01 10:00")
    drain()
    assert heard.moved == [(term.pk, None)]
    assert due_dates() == []


def test_loading_the_same_notice_again_changes_nothing(running: Start) -> None:
    running(limit=30, started_on=day("2026-11-23"))
    first = load()
    again = load(when="2026-12-02")
    assert (again.is_new, again.moved, again.version.pk) == (False, 0, first.version.pk)
    assert CalendarVersion.objects.count() == 2
    assert Event.objects.filter(verb="term.date_moved").count() == 1
    assert OutboxMessage.objects.count() == 1


def test_the_stored_calendar_is_the_shipped_one_and_the_migration_agrees() -> None:
    version = CalendarVersion.objects.get()
    assert version.digest == loading._digest(texts.calendar().rows())
    assert list(calendars.current().rows()) == list(texts.calendar().rows())
    assert Day.objects.count() == 1461
    again = loading.load(entries=texts.entries(), at=at("2026-03-01"))
    assert not again.is_new
    assert calendar_days() == []


def test_a_closure_moves_only_the_terms_it_touches(running: Start, heard: Heard) -> None:
    ends_before = running(limit=5)  # due 9 March
    moves = running(limit=10)  # due 16 March
    ended = running(limit=10)
    end_term(
        subject=ended.subject, kind=ended.kind, ended_on=day("2026-03-04"), at=at("2026-03-04")
    )
    calendar_unit = running(limit=14, unit="calendar")  # due 16 March
    loaded = load(off("2026-03-16"), "2026-03-05", local=True)
    assert loaded.moved == 2
    for term, due, version in (
        (ends_before, "2026-03-09", 1),
        (moves, "2026-03-17", 2),
        (ended, "2026-03-16", 1),
        (calendar_unit, "2026-03-17", 2),
    ):
        term.refresh_from_db()
        assert (term.due_on, term.version) == (day(due), version)
    assert Day.objects.get(date="2026-03-16").kind == "local"
    drain()
    assert sorted(heard.moved) == sorted(
        [(moves.pk, day("2026-03-16")), (calendar_unit.pk, day("2026-03-16"))]
    )
    assert due_dates() == []


def test_undo_restores_and_is_done_once(running: Start) -> None:
    term = running(limit=10)
    closure = load(off("2026-03-16"), "2026-03-05", local=True)
    back = loading.undo(version=closure.version, at=at("2026-03-06"))
    assert back.moved == 1
    term.refresh_from_db()
    assert (term.due_on, term.version) == (day("2026-03-16"), 3)
    assert Day.objects.get(date="2026-03-16").is_working
    with pytest.raises(Refused):
        loading.undo(version=closure.version, at=at("2026-03-07"))
    assert CalendarVersion.objects.count() == 3


def test_paused_and_resumed_terms_are_worked_out_by_the_engine(running: Start) -> None:
    term = running()
    pause = open_pause(
        subject=term.subject,
        pause_kind="检验",
        first_day=day("2026-03-09"),
        planned_end=day("2026-03-20"),
        stops={"statutory"},
        by=None,
        at=at("2026-03-09"),
    )
    load(off("2026-03-04"), "2026-03-10", local=True)
    term.refresh_from_db()
    assert (term.due_on, term.frozen_remaining, term.version) == (None, 17, 3)
    assert not Event.objects.filter(verb="term.date_moved").exists()
    close_pause(pause=pause, last_day=day("2026-03-20"), by=None, at=at("2026-03-20"))
    load(off("2026-04-15"), "2026-03-23", local=True)
    term.refresh_from_db()
    assert term.due_on == day("2026-04-16")
    assert due_dates() == []


def test_a_date_moved_into_the_past_blames_nobody(running: Start) -> None:
    term = running(limit=10)  # due 16 March
    closure = load(off("2026-03-11", "2026-03-12"), "2026-03-05", local=True)  # due 18 March
    loading.undo(version=closure.version, at=at("2026-03-17"))
    term.refresh_from_db()
    assert (term.due_on, term.calendar_adjusted) == (day("2026-03-16"), True)
    assert not Term.objects.overdue(day("2026-03-17")).exists()
    done = end_term(
        subject=term.subject, kind=term.kind, ended_on=day("2026-03-17"), at=at("2026-03-17")
    )
    assert done is not None
    assert (done.state, done.overdue_since) == ("met", None)


def test_a_year_before_the_known_ones_shifts_all_ordinals(running: Start) -> None:
    term = running()
    before = term.due_ordinal
    assert before is not None
    loaded = load(json.dumps([{"date": "2022-01-01", "name": "元旦", "isOffDay": True}]))
    term.refresh_from_db()
    assert (loaded.version.first_year, loaded.moved) == (2022, 0)
    assert term.due_on == day("2026-03-30")
    assert term.due_ordinal == before + 260
    assert due_dates() == []


def test_a_gap_in_the_years_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(Invalid):
        load(json.dumps([{"date": "2028-01-01", "name": "元旦", "isOffDay": True}]))
    assert CalendarVersion.objects.count() == 1
    assert calendars.current().last_year == 2026


def test_the_calendar_in_memory_follows_the_version() -> None:
    assert calendar.current().last_year == 2026
    load()
    assert calendar.current().last_year == 2027


def test_the_shipped_calendar_stands_in_for_an_empty_database() -> None:
    CalendarVersion.objects.all().delete()
    assert calendar.current() is texts.calendar()


def test_renewed_extended_terms_keep_their_version_when_nothing_moves(running: Start) -> None:
    term = running()
    load()
    term.refresh_from_db()
    assert (term.version, term.due_on) == (1, day("2026-03-30"))


def test_an_overdue_term_moved_within_the_past_stays_overdue_once(
    running: Start, heard: Heard
) -> None:
    term = running(limit=10)  # due 16 March
    sweep.run(at=at("2026-03-23"))
    load(off("2026-03-12"), "2026-03-23", local=True)
    term.refresh_from_db()
    assert (term.due_on, term.overdue_since) == (day("2026-03-17"), day("2026-03-18"))
    assert not term.calendar_adjusted
    assert sweep.run(at=at("2026-03-24"))["overdue"] == 0


def test_extended_terms_move_with_the_calendar(running: Start) -> None:
    term = running()
    extend_term(
        subject=term.subject,
        kind=term.kind,
        days=10,
        decided_on=day("2026-03-20"),
        basis="第四十二条",
        approver=None,
        at=at("2026-03-20"),
    )
    load(off("2026-04-13"), "2026-03-23", local=True)
    term.refresh_from_db()
    assert term.due_on == day("2026-04-15")


def test_names_alone_make_a_version_and_move_nothing(running: Start) -> None:
    running()
    named = json.dumps([{"date": "2026-10-01", "name": "国庆", "isOffDay": True}])
    loaded = load(named, "2026-03-05")
    assert (loaded.is_new, loaded.moved) == (True, 0)


def test_undo_restores_reminders_done_and_lateness_too(running: Start, heard: Heard) -> None:
    """A closure that took an overdue term and a reminded one back leaves no trace when undone."""
    late, plain, reminded = running(limit=10), running(limit=10, kind="t.plain"), running(limit=12)
    sweep.run(at=at("2026-03-17"))
    names = ("due_on", "rung", "rungs", "sweep_on", "overdue_since", "calendar_adjusted")
    before = list(Term.objects.order_by("pk").values(*names))
    assert [(one["rung"], one["overdue_since"]) for one in before] == [
        (5, day("2026-03-17")),
        (5, day("2026-03-17")),
        (3, None),
    ]
    closed = off(*(f"2026-03-{number:02}" for number in range(9, 17)))
    closure = load(closed, "2026-03-17", local=True)
    assert closure.moved == 3
    late.refresh_from_db()
    assert (late.rung, late.overdue_since) == (1, None)
    loading.undo(version=closure.version, at=at("2026-03-17 18:00"))
    assert list(Term.objects.order_by("pk").values(*names)) == before
    again = sweep.run(at=at("2026-03-17 19:00"))
    assert (again["overdue"], again["reminders"]) == (0, 0)
    assert {plain.pk, reminded.pk} < set(Term.objects.values_list("pk", flat=True))
    assert due_dates() == []
