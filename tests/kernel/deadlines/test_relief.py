# SPDX-License-Identifier: Apache-2.0
"""More time for all in an emergency: counted, explained, told of, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.audit.models import Event
from portal.kernel.deadlines.actions.pauses import open_pause
from portal.kernel.deadlines.actions.relief import relieve
from portal.kernel.deadlines.actions.terms import end_term, extend_term
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.proof import days as proof_days
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.consequences import due_dates
from portal.kernel.deadlines.terms.models import Term, TermReminder
from portal.kernel.deadlines.words import Unit
from portal.kernel.outbox.models import OutboxMessage
from portal.kernel.outbox.relay import drain
from tests.conftest import SetClock
from tests.kernel.deadlines.conftest import Heard, at, day

CALENDAR = texts.calendar()
Start = Callable[..., Term]
FLOOD = "资阳市人民政府令第7号"


def given_days(days: int, when: str = "2026-03-10", **only: Any) -> int:
    return relieve(
        terms=Term.objects.filter(**only), days=days, cause="flood-7", source=FLOOD, at=at(when)
    )


def columns(term: Term) -> dict[str, Any]:
    return dict(Term.objects.filter(pk=term.pk).values().get())


# The arithmetic.


@pytest.mark.parametrize(
    ("unit", "limit", "plain", "relieved"),
    [
        (Unit.WORKING, 20, "2026-03-30", "2026-04-02"),
        (Unit.CALENDAR, 20, "2026-03-23", "2026-03-25"),
        (Unit.MONTHS, 1, "2026-04-02", "2026-04-07"),
        (Unit.YEARS, 0, "2026-03-02", "2026-03-05"),
        (Unit.WORKING, 0, "2026-03-02", "2026-03-05"),
    ],
)
def test_three_days_of_relief_are_days_of_the_units_own(
    unit: Unit, limit: int, plain: str, relieved: str
) -> None:
    """Twenty calendar days end on a Sunday and roll; with three more they need not."""
    start = day("2026-03-02")
    assert evaluate(TermSpec(limit, unit, start), CALENDAR).due_on == day(plain)
    assert evaluate(TermSpec(limit, unit, start, relief=3), CALENDAR).due_on == day(relieved)


def test_relief_of_hours_is_whole_days() -> None:
    spec = TermSpec(2, Unit.HOURS, day("2026-03-02"), at("2026-03-02 10:00"), relief=1)
    result = evaluate(spec, CALENDAR)
    assert (result.due_at, result.length) == (at("2026-03-03 12:00"), 26)


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=2)


@settings(max_examples=300, deadline=None)
@given(
    st.dates(date(2023, 1, 10), date(2026, 4, 1)),
    st.integers(1, 30),
    st.integers(0, 15),
    st.sampled_from((Unit.WORKING, Unit.CALENDAR)),
    spans,
    st.integers(0, 10),
)
def test_relief_is_a_longer_limit_under_the_same_pauses_and_extension(
    start: date, limit: int, relief: int, unit: Unit, offsets: list[tuple[int, int]], more: int
) -> None:
    pauses = [
        PauseSpan(start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in offsets
    ]
    extension = ExtensionSpan(more, start + timedelta(days=limit // 2)) if more else None
    spec = TermSpec(limit, unit, start, relief=relief)
    result = evaluate(spec, CALENDAR, pauses, extension)
    longer = evaluate(TermSpec(limit + relief, unit, start), CALENDAR, pauses, extension)
    assert (result.due_on, result.length) == (longer.due_on, longer.length)
    before = evaluate(TermSpec(limit, unit, start), CALENDAR, pauses, extension).due_on
    assert before is not None
    assert result.due_on is not None
    assert result.due_on >= before


# Its explanation.


def test_the_proof_names_relief_and_shows_its_days() -> None:
    spec = TermSpec(20, Unit.WORKING, day("2026-03-02"), relief=3)
    extension = ExtensionSpan(10, day("2026-03-20"), "行政许可法第四十二条")
    result = evaluate(spec, CALENDAR, (), extension)
    told = proof_days.explain(result, citation="行政许可法第四十二条", extension=extension)
    assert "因突发事件顺延3个工作日（资阳市优化营商环境条例第二十七条第六项）。" in told.sentence
    assert told.sentence.index("顺延3") < told.sentence.index("延长10")
    added = [one for one in told.days if one.added == "relief"]
    assert [one.date for one in added] == [day(f"2026-0{d}") for d in ("3-31", "4-01", "4-02")]
    assert {one.why for one in added} == {"突发事件顺延"}
    assert next(one.date for one in told.days if one.added == "extension") == day("2026-04-03")
    cells = {c.date: c for m in told.months for week in m.weeks for c in week if c}
    assert (cells[day("2026-03-31")].kind, cells[day("2026-03-31")].note) == ("counted", "顺延")
    assert cells[day("2026-03-30")].note == ""


def test_hours_and_unknown_dates_name_relief_too() -> None:
    hours = TermSpec(2, Unit.HOURS, day("2026-03-02"), at("2026-03-02 10:00"), relief=1)
    told = proof_days.explain(evaluate(hours, CALENDAR))
    assert [one.date for one in told.days if one.added] == [day("2026-03-03")]
    unknown = proof_days.unknown_until(
        TermSpec(30, Unit.WORKING, day("2026-12-01"), relief=2), 2027
    )
    assert unknown.due_on is None
    assert "顺延2个工作日" in unknown.sentence


def test_a_proof_without_relief_does_not_speak_of_it() -> None:
    told = proof_days.explain(evaluate(TermSpec(20, Unit.WORKING, day("2026-03-02")), CALENDAR))
    assert "突发" not in told.sentence
    assert not any(one.added for one in told.days)


# The rows.


@pytest.mark.usefixtures("city")
def test_relief_moves_dates_with_an_event_and_a_message_each(
    running: Start, heard: Heard, clock_at: SetClock
) -> None:
    first, second = running(), running(kind="t.plain", limit=10)
    assert given_days(3) == 2
    for term, was, due in (
        (first, "2026-03-30", "2026-04-02"),
        (second, "2026-03-16", "2026-03-19"),
    ):
        term.refresh_from_db()
        assert (term.due_on, term.relief_days, term.version) == (day(due), 3, 2)
        event = Event.objects.get(subject_id=term.subject_id, verb="term.date_moved")
        assert event.facts == {
            "term": term.pk,
            "kind": term.kind,
            "from": was,
            "to": due,
            "cause": "flood-7",
            "days": 3,
        }
        assert (event.citation, event.effective_on) == (FLOOD, day("2026-03-10"))
    clock_at("2026-03-10 10:00")
    drain()
    assert heard.moved == [(first.pk, day("2026-03-30"))]
    assert due_dates() == []


@pytest.mark.usefixtures("city")
def test_relief_never_forgives_lateness(running: Start) -> None:
    late, due_today = running(limit=5), running(limit=6)  # due 9 and 10 March
    ended, before = running(), columns(late)
    end_term(
        subject=ended.subject, kind=ended.kind, ended_on=day("2026-03-05"), at=at("2026-03-05")
    )
    assert given_days(3, "2026-03-10 23:59:50") == 1
    assert columns(late) == before
    due_today.refresh_from_db()
    ended.refresh_from_db()
    assert (due_today.due_on, ended.relief_days) == (day("2026-03-13"), 0)
    assert not Event.objects.filter(subject_id=late.subject_id).exists()


@pytest.mark.usefixtures("city")
def test_one_moment_after_midnight_the_day_before_is_late(running: Start) -> None:
    running(limit=6)
    assert given_days(3, "2026-03-11 00:00:10") == 0
    assert not OutboxMessage.objects.exists()


@pytest.mark.usefixtures("city")
def test_hours_are_late_from_their_moment_on(running: Start) -> None:
    term = running(unit="hours", limit=2, started_at=at("2026-03-02 10:00"))
    assert given_days(1, "2026-03-02 12:00:01") == 0
    assert given_days(1, "2026-03-02 12:00:00") == 1
    term.refresh_from_db()
    assert term.due_at == at("2026-03-03 12:00")


@pytest.mark.usefixtures("city")
def test_terms_without_a_date_get_relief_and_an_event_of_their_own(running: Start) -> None:
    paused, unknown = running(), running(limit=30, started_on=day("2026-11-23"))
    open_pause(
        subject=paused.subject,
        pause_kind="检验",
        first_day=day("2026-03-09"),
        planned_end=day("2026-03-20"),
        stops=["statutory"],
        by=None,
        at=at("2026-03-09"),
    )
    frozen = columns(paused)["frozen_remaining"]
    assert given_days(3) == 2
    paused.refresh_from_db()
    unknown.refresh_from_db()
    assert (paused.due_on, paused.frozen_remaining) == (None, frozen + 3)
    assert (unknown.due_on, unknown.length, unknown.due_reason) == (None, 33, "calendar")
    assert Event.objects.filter(verb="term.relieved").count() == 2
    assert not OutboxMessage.objects.filter(kind="kernel.date_moved").exists()
    assert due_dates() == []


@pytest.mark.usefixtures("city")
def test_relief_taken_back_leaves_each_term_as_it_was(running: Start, heard: Heard) -> None:
    """Also one that was reminded, extended or adjusted, and whose rungs the relief took back."""
    reminded, extended, plain = running(), running(), running(kind="t.plain")
    hours = running(unit="hours", limit=600, started_at=at("2026-03-02 10:00"))
    extend_term(
        subject=extended.subject,
        kind=extended.kind,
        days=10,
        decided_on=day("2026-03-05"),
        basis="行政许可法第四十二条",
        approver=None,
        at=at("2026-03-05"),
    )
    sweep.run(at=at("2026-03-17"))
    terms = (reminded, extended, plain, hours)
    before = [columns(term) for term in terms]
    assert before[0]["rung"] == 1
    told = TermReminder.objects.count()
    assert given_days(15, "2026-03-18 09:00") == 4
    assert columns(reminded)["rung"] == 0
    assert given_days(-15, "2026-03-18 17:00") == 4
    for term, old in zip(terms, before, strict=True):
        assert columns(term) == old | {"version": old["version"] + 2}
    assert sweep.run(at=at("2026-03-18 18:00"))["reminders"] == 0
    assert TermReminder.objects.count() == told
    assert due_dates() == []


@pytest.mark.usefixtures("city")
def test_only_as_much_as_was_given_is_taken_back(running: Start) -> None:
    term, later = running(), running()
    assert given_days(5, pk=term.pk) == 1
    assert given_days(-6) == 0
    assert given_days(-5) == 1
    assert given_days(0) == 0
    assert (columns(term)["relief_days"], columns(later)["version"]) == (0, 1)


@pytest.mark.usefixtures("city")
def test_a_date_that_taking_back_puts_into_the_past_blames_nobody(
    running: Start, heard: Heard
) -> None:
    term = running(kind="t.plain", limit=10)  # due 16 March
    given_days(5)
    assert given_days(-5, "2026-03-18") == 1
    term.refresh_from_db()
    assert (term.due_on, term.calendar_adjusted) == (day("2026-03-16"), True)
    assert sweep.run(at=at("2026-03-18"))["overdue"] == 0
    assert not Term.objects.overdue(day("2026-03-18")).exists()


@pytest.mark.usefixtures("city")
def test_relief_of_many_terms_takes_the_same_few_statements(
    running: Start, django_assert_max_num_queries: Any
) -> None:
    for _number in range(30):
        running()
    with django_assert_max_num_queries(16):
        assert given_days(3) == 30
