# SPDX-License-Identifier: Apache-2.0
"""Midnight in Shanghai, 29 February, long holidays, make-up days, New Year: acts on the edge.

Shanghai's midnight is 16:00 of the day before in UTC, which is what the database keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel import clock
from portal.kernel.deadlines.actions.pauses import close_pause, open_pause
from portal.kernel.deadlines.actions.terms import end_term, extend_term
from portal.kernel.deadlines.engine.backward import Backward, backward
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.proof.backward import explain_backward
from portal.kernel.deadlines.proof.questions import question
from portal.kernel.deadlines.terms import sweep
from portal.kernel.deadlines.terms.consequences import due_dates
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished
from tests.kernel.deadlines.conftest import at, day
from tests.refusals import refused

CALENDAR = texts.calendar()
Start = Callable[..., Term]


def moment(text: str) -> datetime:
    """An instant in Shanghai as the database keeps it."""
    return at(text).astimezone(UTC)


def eve(text: str) -> datetime:
    return moment(f"{text} 23:59:50")


def morning(text: str) -> datetime:
    return moment(f"{text} 00:00:10")


def spec(limit: int, unit: Unit, start: str, *, rolls: bool = True) -> TermSpec:
    return TermSpec(limit, unit, day(start), rolls=rolls)


# Midnight.


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("started", "limit", "due"),
    [
        (eve("2026-03-02"), 1, "2026-03-03"),
        (morning("2026-03-03"), 1, "2026-03-04"),
        (eve("2025-12-31"), 5, "2026-01-08"),  # the last second of the year
        (morning("2026-01-01"), 5, "2026-01-08"),  # a holiday: the next working day is the first
        (eve("2025-12-31"), 1, "2026-01-04"),  # New Year's make-up Sunday counts
        (eve("2026-02-13"), 1, "2026-02-14"),  # a make-up Saturday counts
        (morning("2026-02-14"), 1, "2026-02-24"),  # and starts as any working day
        (eve("2026-09-30"), 1, "2026-10-08"),  # the last working day before a long holiday
        (morning("2026-10-01"), 1, "2026-10-08"),
        (eve("2026-12-30"), 1, "2026-12-31"),
    ],
)
def test_an_act_starts_its_term_on_the_day_of_shanghai(
    running: Start, started: datetime, limit: int, due: str
) -> None:
    term = running(limit=limit, started_on=clock.local_date(started), at=started)
    assert term.due_on == day(due)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("started", "limit", "due"),
    [
        ("2026-03-02", 20, "2026-03-30"),
        ("2026-09-22", 5, "2026-09-30"),  # ends with the long holiday ahead
        ("2026-02-12", 2, "2026-02-14"),  # ends on a make-up Saturday
        ("2025-12-30", 1, "2025-12-31"),
    ],
)
def test_ten_seconds_before_midnight_are_in_time_and_ten_after_are_late(
    running: Start, started: str, limit: int, due: str
) -> None:
    in_time, late = (running(limit=limit, started_on=day(started)) for _turn in range(2))
    assert in_time.due_on == day(due)
    after = morning((day(due) + timedelta(days=1)).isoformat())
    for term, when, state in ((in_time, eve(due), "met"), (late, after, "met_late")):
        done = end_term(
            subject=term.subject, kind=term.kind, ended_on=clock.local_date(when), at=when
        )
        assert done is not None
        assert done.state == state
    late.refresh_from_db()
    assert late.overdue_since == day(due) + timedelta(days=1)


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("due", ["2026-09-30", "2026-02-14", "2025-12-31"])
def test_lateness_begins_at_midnight_though_nobody_works(running: Start, due: str) -> None:
    start = date.fromordinal(CALENDAR.day_of(CALENDAR.ordinal(day(due).toordinal()) - 3))
    term = running(kind="step", limit=3, started_on=start)
    assert term.due_on == day(due)
    assert sweep.run(at=eve(due))["overdue"] == 0
    after = day(due) + timedelta(days=1)
    assert sweep.run(at=morning(after.isoformat()))["overdue"] == 1
    term.refresh_from_db()
    assert term.overdue_since == after
    assert not CALENDAR.is_working(after.toordinal())


@pytest.mark.usefixtures("city")
def test_an_extension_is_in_time_to_the_last_second_of_the_due_date(running: Start) -> None:
    kept, late = running(), running()

    def extend(term: Term, when: datetime) -> Term:
        return extend_term(
            subject=term.subject,
            kind=term.kind,
            days=10,
            decided_on=clock.local_date(when),
            basis="行政许可法第四十二条",
            approver=None,
            at=when,
        )

    assert extend(kept, eve("2026-03-30")).due_on == day("2026-04-14")
    with refused("too_late_to_extend"):
        extend(late, morning("2026-03-31"))
    late.refresh_from_db()
    assert (late.due_on, late.version) == (day("2026-03-30"), 1)


@pytest.mark.usefixtures("city")
def test_a_pause_may_begin_and_end_at_midnight(running: Start) -> None:
    term, late = running(), running()

    def pause(term: Term, when: datetime) -> None:
        opened = open_pause(
            subject=term.subject,
            pause_kind="检验",
            first_day=clock.local_date(when),
            planned_end=clock.local_date(when),
            stops=["statutory"],
            by=None,
            at=when,
        )
        close_pause(pause=opened, last_day=clock.local_date(when), by=None, at=when)

    pause(term, eve("2026-03-30"))
    term.refresh_from_db()
    assert term.due_on == day("2026-03-31")
    with refused("pause_after_due"):
        pause(late, morning("2026-03-31"))
    assert due_dates() == []


# 29 February.


@pytest.mark.parametrize(
    ("start", "limit", "unit", "end"),
    [
        ("2024-02-29", 1, Unit.YEARS, "2025-02-28"),
        ("2024-02-29", 4, Unit.YEARS, "2028-02-29"),
        ("2024-02-29", 12, Unit.MONTHS, "2025-02-28"),
        ("2024-02-29", 1, Unit.MONTHS, "2024-03-29"),
        ("2024-01-29", 1, Unit.MONTHS, "2024-02-29"),
        ("2024-01-31", 1, Unit.MONTHS, "2024-02-29"),
        ("2025-01-29", 1, Unit.MONTHS, "2025-02-28"),
        ("2023-02-28", 1, Unit.YEARS, "2024-02-28"),  # the corresponding day, not the month's end
        ("2024-02-28", 1, Unit.CALENDAR, "2024-02-29"),
        ("2024-02-29", 3, Unit.YEARS, "2027-02-28"),
    ],
)
def test_29_february_forward(start: str, limit: int, unit: Unit, end: str) -> None:
    assert evaluate(spec(limit, unit, start, rolls=False), CALENDAR).due_on == day(end)


@pytest.mark.parametrize(
    ("end", "limit", "unit", "last"),
    [
        ("2024-02-29", 1, Unit.YEARS, "2023-02-28"),
        ("2028-02-29", 4, Unit.YEARS, "2024-02-29"),
        ("2024-02-29", 1, Unit.MONTHS, "2024-01-29"),
        ("2024-03-31", 1, Unit.MONTHS, "2024-02-29"),
        ("2025-03-31", 1, Unit.MONTHS, "2025-02-28"),
        ("2024-03-30", 30, Unit.CALENDAR, "2024-02-29"),
        ("2024-02-29", 30, Unit.CALENDAR, "2024-01-30"),
    ],
)
def test_29_february_backward_as_a_renewal_counts(
    end: str, limit: int, unit: Unit, last: str
) -> None:
    assert backward(spec(limit, unit, end, rolls=False), CALENDAR).due_on == day(last)


@pytest.mark.parametrize(
    ("start", "due"), [("2024-02-28", "2024-02-29"), ("2024-02-29", "2024-03-01")]
)
def test_29_february_is_a_working_day_like_others(start: str, due: str) -> None:
    assert evaluate(spec(1, Unit.WORKING, start), CALENDAR).due_on == day(due)


def test_a_backward_period_knows_its_days_and_its_standing() -> None:
    found = backward(spec(30, Unit.CALENDAR, "2026-03-31"), CALENDAR)
    assert (found.raw, found.due_on) == (day("2026-03-01"), day("2026-03-02"))  # a Sunday
    assert [found.remaining(day(text)) for text in ("2026-03-01", "2026-03-02", "2026-03-03")] == [
        1,
        0,
        -1,
    ]
    standings = [
        str(found.standing(day(text))) for text in ("2026-02-23", "2026-02-24", "2026-03-03")
    ]
    assert standings == ["running", "due_soon", "overdue"]
    told = explain_backward(found, citation="行政许可法第五十条")
    assert told.sentence == (
        "应当在2026年3月31日的30日前办理，当日不计入，最迟2026年3月2日。"
        "往前算到的2026年3月1日是休息日，顺延到下一个工作日。依据：行政许可法第五十条。"
    )
    assert [one.code for one in told.days[:2]] == ["skipped", "counted"]
    assert (told.days[1].is_due, told.days[-1].code) == (True, "start")
    with pytest.raises(ValueError, match="hours"):
        backward(spec(3, Unit.HOURS, "2026-03-31"), CALENDAR)


def test_backward_working_days_are_counted_one_by_one() -> None:
    found = backward(spec(5, Unit.WORKING, "2026-10-09"), CALENDAR)
    told = explain_backward(found)
    assert found.due_on == day("2026-09-24")
    assert sum(one.counted for one in told.days) == 5
    assert {one.why for one in told.days if one.code == "skipped"} == {
        "节假日（中秋节）",
        "节假日（国庆节）",
    }
    assert found.remaining(day("2026-09-30")) == -3
    at_once = explain_backward(backward(spec(0, Unit.WORKING, "2026-10-09"), CALENDAR))
    assert at_once.sentence == "最迟2026年10月9日当日。"
    assert [one.is_due for one in at_once.days] == [True]


def test_backward_questions_are_asked_like_others() -> None:
    asked = question({"start": "2026-12-31", "limit": 30, "unit": "calendar", "direction": "before"}, day("2026-01-01"))  # fmt: skip
    found = asked.result(CALENDAR)
    assert isinstance(found, Backward)
    assert found.due_on == day("2026-12-01")


# New Year and the end of the known calendar.


def test_a_calendar_period_over_new_year_rolls_over_the_holiday() -> None:
    assert evaluate(spec(1, Unit.CALENDAR, "2025-12-31"), CALENDAR).due_on == day("2026-01-04")
    assert evaluate(spec(1, Unit.MONTHS, "2025-12-01"), CALENDAR).due_on == day("2026-01-04")


def test_the_last_known_second_is_known_and_the_next_year_is_named() -> None:
    assert evaluate(spec(0, Unit.WORKING, "2026-12-31"), CALENDAR).due_on == day("2026-12-31")
    assert evaluate(spec(1, Unit.CALENDAR, "2026-12-30"), CALENDAR).due_on == day("2026-12-31")
    for unit in (Unit.WORKING, Unit.CALENDAR):
        with pytest.raises(CalendarNotPublished, match="2027"):
            evaluate(spec(1, unit, "2026-12-31"), CALENDAR)
