# SPDX-License-Identifier: Apache-2.0
"""The days on which a period reaches the rungs of its ladder."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import PauseSpan, TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.terms import ladders
from portal.kernel.deadlines.words import Unit
from tests.kernel.deadlines.conftest import at, day

CALENDAR = texts.calendar()


def rungs(spec: TermSpec, *pauses: PauseSpan, name: str = "handler") -> dict[str, date | None]:
    days = ladders.days_of(evaluate(spec, CALENDAR, pauses), ladder=name)
    return dict(zip(ladders.codes_of(name), days, strict=True))


def test_rungs_before_a_pause_stay_before_it() -> None:
    spec = TermSpec(20, Unit.WORKING, day("2026-03-02"))
    pause = PauseSpan(day("2026-03-23"), day("2026-03-27"))
    assert rungs(spec, pause) == {
        "half": day("2026-03-16"),
        "three_days": day("2026-04-01"),
        "one_day": day("2026-04-03"),
        "due": day("2026-04-07"),
        "overdue": day("2026-04-08"),
    }


def test_calendar_days_and_months_have_rungs_too() -> None:
    month = rungs(TermSpec(1, Unit.MONTHS, day("2026-03-10")))
    assert (month["half"], month["three_days"]) == (day("2026-03-26"), day("2026-04-07"))
    assert month["due"] == day("2026-04-10")


def test_without_a_ladder_only_overdue_has_a_day() -> None:
    days = rungs(TermSpec(20, Unit.WORKING, day("2026-03-02")), name="")
    assert {code for code, found in days.items() if found} == {"overdue"}


def test_hours_are_looked_at_on_the_very_day() -> None:
    days = rungs(TermSpec(30, Unit.HOURS, day("2026-03-02"), at("2026-03-02 10:00")))
    assert (days["due"], days["overdue"]) == (day("2026-03-03"), day("2026-03-03"))


def test_an_open_pause_has_no_rungs() -> None:
    spec = TermSpec(20, Unit.WORKING, day("2026-03-02"))
    result = evaluate(spec, CALENDAR, [PauseSpan(day("2026-03-09"))])
    assert ladders.days_of(result, ladder="handler") == []
    assert ladders.reached([], day("2026-03-09")) == 0
    assert ladders.next_day([], 0) is None


def test_a_rung_before_the_known_years_counts_as_long_passed() -> None:
    spec = TermSpec(40, Unit.CALENDAR, day("2022-12-01"))
    assert rungs(spec)["half"] == day("2022-12-21")
    working = TermSpec(5, Unit.WORKING, day("2023-01-01"))
    assert rungs(working)["half"] == day("2023-01-05")


@settings(max_examples=300, deadline=None)
@given(
    st.dates(date(2023, 1, 10), date(2026, 6, 1)),
    st.integers(1, 45),
    st.sampled_from((Unit.WORKING, Unit.CALENDAR)),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10)), max_size=2),
)
def test_a_rung_is_the_first_day_with_so_few_days_left(
    start: date, limit: int, unit: Unit, offsets: list[tuple[int, int]]
) -> None:
    pauses = [
        PauseSpan(start + timedelta(days=first), start + timedelta(days=first + length))
        for first, length in offsets
    ]
    result = evaluate(TermSpec(limit, unit, start), CALENDAR, pauses)
    days = dict(
        zip(ladders.codes_of("handler"), ladders.days_of(result, ladder="handler"), strict=True)
    )
    for code, left in (("three_days", 3), ("one_day", 1), ("half", limit // 2)):
        rung = days[code]
        assert rung is not None
        if rung > start:
            assert result.remaining(rung) <= left < result.remaining(rung - timedelta(days=1))
        else:
            assert result.remaining(start) <= left


def test_the_holders_ladder_counts_calendar_days_back_whatever_the_unit() -> None:
    years = rungs(TermSpec(3, Unit.YEARS, day("2023-06-30"), rolls=False), name="holder")
    assert years == {
        "ninety_days": day("2026-04-01"),
        "sixty_days": day("2026-05-01"),
        "thirty_days": day("2026-05-31"),
        "due": day("2026-06-30"),
        "overdue": day("2026-07-01"),
    }
    working = rungs(TermSpec(20, Unit.WORKING, day("2026-03-02")), name="holder")
    assert (working["due"], working["thirty_days"]) == (day("2026-03-30"), day("2026-02-28"))


def test_hours_of_a_holders_ladder_and_long_ones_of_a_handler() -> None:
    days = rungs(TermSpec(240, Unit.HOURS, day("2026-03-02"), at("2026-03-02 10:00")))
    assert (days["due"], days["half"]) == (day("2026-03-12"), day("2026-03-07"))
    months = rungs(TermSpec(46 * 24, Unit.HOURS, day("2026-03-02"), at("2026-03-02 10:00")))
    assert (months["due"], months["half"]) == (day("2026-04-17"), day("2026-03-25"))


def test_the_half_of_an_odd_limit_is_rounded_down() -> None:
    days = rungs(TermSpec(199, Unit.CALENDAR, day("2026-03-02"), rolls=False))
    assert (days["due"], days["half"]) == (day("2026-09-17"), day("2026-06-10"))


def test_a_pause_from_the_very_start_takes_no_day_that_does_not_count() -> None:
    spec = TermSpec(2, Unit.CALENDAR, day("2026-06-01"))
    days = rungs(spec, PauseSpan(day("2026-06-01"), day("2026-06-03")))
    assert (days["due"], days["one_day"]) == (day("2026-06-05"), day("2026-06-04"))
    assert days["three_days"] == day("2026-05-31")


def test_the_first_known_working_day_is_the_first_rung_that_can_be_named() -> None:
    four, three = (rungs(TermSpec(limit, Unit.WORKING, day("2023-01-01"))) for limit in (4, 3))
    assert (four["three_days"], three["three_days"]) == (day("2023-01-03"), day("2023-01-01"))


def test_a_pause_is_skipped_only_by_rungs_that_come_before_its_end() -> None:
    spec = TermSpec(10, Unit.CALENDAR, day("2026-06-01"))
    pause = PauseSpan(day("2026-06-11"), day("2026-06-12"))
    assert rungs(spec, pause) == {
        "half": day("2026-06-08"),
        "three_days": day("2026-06-10"),
        "one_day": day("2026-06-14"),
        "due": day("2026-06-15"),
        "overdue": day("2026-06-16"),
    }


def test_the_highest_rung_reached_and_the_next_one() -> None:
    days = [day("2026-03-02"), None, day("2026-03-04"), day("2026-03-06")]
    reached = [ladders.reached(days, day(f"2026-03-0{n}")) for n in range(1, 8)]
    assert reached == [0, 1, 1, 3, 3, 4, 4]
    assert [ladders.next_day(days, done) for done in range(5)] == [
        day("2026-03-02"),
        day("2026-03-04"),
        day("2026-03-04"),
        day("2026-03-06"),
        None,
    ]
    assert ladders.next_day([day("2026-03-06"), day("2026-03-04")], 0) == day("2026-03-04")


def test_each_rung_has_its_own_name() -> None:
    assert str(ladders.label_of("three_days")) == "还有3日到期"
    assert str(ladders.label_of("ninety_days")) == "还有90日到期"
