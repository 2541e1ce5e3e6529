# SPDX-License-Identifier: Apache-2.0
"""The engine on dated examples, both sides of each boundary."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.kernel.deadlines.engine.periods import Result, add_months, evaluate, latest_day_before
from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished

CALENDAR = texts.calendar()
SHANGHAI = ZoneInfo("Asia/Shanghai")


def day(text: str) -> date:
    return date.fromisoformat(text)


def pause(first: str, last: str | None, planned: str | None = None) -> PauseSpan:
    return PauseSpan(
        day(first), day(last) if last else None, "检验", day(planned) if planned else None
    )


def work(start: str, limit: int, *pauses: PauseSpan, extend: ExtensionSpan | None = None) -> Result:
    return evaluate(TermSpec(limit, Unit.WORKING, day(start)), CALENDAR, pauses, extend)


def natural(start: str, limit: int, *pauses: PauseSpan) -> Result:
    return evaluate(TermSpec(limit, Unit.CALENDAR, day(start)), CALENDAR, pauses)


@pytest.mark.parametrize(
    ("start", "limit", "due"),
    [
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-02-13", 20, "2026-03-19"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-04-30", 5, "2026-05-11"),
        ("2026-09-18", 10, "2026-10-09"),
        ("2026-09-24", 3, "2026-09-30"),
        ("2026-09-30", 20, "2026-11-03"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-06-18", 7, "2026-06-30"),
        ("2026-09-29", 45, "2026-12-07"),
        ("2026-01-01", 5, "2026-01-08"),
        ("2025-12-31", 5, "2026-01-08"),
        ("2025-09-26", 5, "2025-10-10"),
        ("2024-09-13", 5, "2024-09-23"),
        ("2023-09-28", 20, "2023-11-01"),
    ],
)
def test_working_days_count_from_the_day_after(start: str, limit: int, due: str) -> None:
    assert work(start, limit).due_on == day(due)


@pytest.mark.parametrize(
    ("start", "limit", "raw", "due"),
    [
        ("2026-09-02", 30, "2026-10-02", "2026-10-08"),
        ("2026-02-06", 15, "2026-02-21", "2026-02-24"),
        ("2026-08-03", 60, "2026-10-02", "2026-10-08"),
        ("2026-09-02", 28, "2026-09-30", "2026-09-30"),
    ],
)
def test_a_period_ending_on_a_rest_day_moves_on(start: str, limit: int, raw: str, due: str) -> None:
    result = natural(start, limit)
    assert (result.last_counted, result.due_on) == (day(raw), day(due))


def test_a_pause_takes_its_working_days_out() -> None:
    assert work("2026-03-02", 20).due_on == day("2026-03-30")
    paused = work("2026-03-02", 20, pause("2026-03-09", "2026-03-20"))
    assert paused.due_on == day("2026-04-14")
    assert paused.pause_days == 10


def test_28_days_from_23_november_2026_are_known_and_29_are_not() -> None:
    assert work("2026-11-23", 28).due_on == day("2026-12-31")
    with pytest.raises(CalendarNotPublished) as caught:
        work("2026-11-23", 29)
    assert caught.value.year == 2027


def test_limit_zero_is_the_start_day_even_on_a_rest_day() -> None:
    assert work("2026-10-01", 0).due_on == day("2026-10-01")
    assert natural("2026-10-01", 0).due_on == day("2026-10-01")
    assert work("2026-03-02", 0, pause("2026-03-02", "2026-03-06")).due_on == day("2026-03-02")


def test_overlapping_and_touching_pauses_count_once() -> None:
    merged = work("2026-03-02", 20, pause("2026-03-09", "2026-03-20"))
    apart = work(
        "2026-03-02", 20, pause("2026-03-12", "2026-03-20"), pause("2026-03-09", "2026-03-17")
    )
    assert apart.due_on == merged.due_on
    assert len(apart.blocks) == 1


def test_a_pause_on_the_due_date_counts_and_one_after_it_does_not() -> None:
    assert work("2026-03-02", 20, pause("2026-03-30", "2026-03-31")).due_on == day("2026-04-01")
    late = work("2026-03-02", 20, pause("2026-03-31", "2026-04-03"))
    assert late.due_on == day("2026-03-30")
    assert late.standing(day("2026-04-01")) == "overdue"


def test_the_fold_stops_at_the_first_pause_after_the_due_date_so_far() -> None:
    first, second = pause("2026-03-09", "2026-03-20"), pause("2026-04-14", "2026-04-15")
    third = pause("2026-04-20", "2026-04-21")
    result = work("2026-03-02", 20, third, second, first)
    assert result.due_on == day("2026-04-16")
    assert len(result.blocks) == 2


def test_a_pause_in_the_rolled_days_moves_the_end_behind_itself() -> None:
    assert natural("2026-09-02", 30, pause("2026-10-05", "2026-10-08")).due_on == day("2026-10-09")
    assert natural("2026-09-02", 30, pause("2026-10-05", "2026-10-07")).due_on == day("2026-10-08")
    assert natural("2026-09-02", 30, pause("2026-10-09", "2026-10-10")).due_on == day("2026-10-08")


def test_an_open_pause_freezes_what_is_left() -> None:
    result = work("2026-03-02", 20, pause("2026-03-09", None, "2026-03-20"))
    assert result.due_on is None
    assert (result.frozen_remaining, result.look_at) == (16, day("2026-03-20"))
    assert result.remaining(day("2026-06-01")) == 16
    assert result.standing(day("2026-03-08")) == "running"
    assert result.standing(day("2026-03-09")) == "paused"


def test_an_open_pause_after_the_due_date_forgives_nothing() -> None:
    result = work("2026-03-02", 20, pause("2026-03-31", None, "2026-04-20"))
    assert result.due_on == day("2026-03-30")
    assert result.standing(day("2026-04-02")) == "overdue"


def test_an_open_pause_in_known_days_needs_no_calendar_beyond() -> None:
    result = work("2026-12-01", 45, pause("2026-12-08", None, "2026-12-20"))
    assert (result.due_on, result.frozen_remaining) == (None, 41)


def test_the_earliest_plan_of_open_pauses_is_looked_at() -> None:
    result = work(
        "2026-03-02",
        20,
        pause("2026-03-09", None, "2026-03-20"),
        pause("2026-03-10", None, "2026-03-13"),
    )
    assert result.look_at == day("2026-03-13")


def test_an_extension_counts_on_the_due_date_and_not_the_day_after() -> None:
    kept = work("2026-03-02", 20, extend=ExtensionSpan(10, day("2026-03-30")))
    late = work("2026-03-02", 20, extend=ExtensionSpan(10, day("2026-03-31")))
    assert (kept.due_on, kept.extended, kept.length) == (day("2026-04-14"), True, 30)
    assert (late.due_on, late.extended, late.length) == (day("2026-03-30"), False, 20)


@pytest.mark.parametrize(
    ("decided", "extended"),
    [("2026-03-08", True), ("2026-03-09", False), ("2026-03-20", False), ("2026-03-21", True)],
)
def test_an_extension_decided_inside_a_pause_is_void(decided: str, extended: bool) -> None:
    span = pause("2026-03-09", "2026-03-20")
    assert work("2026-03-02", 20, span, extend=ExtensionSpan(10, day(decided))).extended is extended


def test_a_pause_in_the_extended_part_counts() -> None:
    extension = ExtensionSpan(10, day("2026-03-20"))
    result = work("2026-03-02", 20, pause("2026-04-09", "2026-04-10"), extend=extension)
    assert result.due_on == day("2026-04-16")


def test_remaining_falls_to_zero_on_the_due_date_and_below_after_it() -> None:
    result = work("2026-03-02", 20)
    left = [result.remaining(day(text)) for text in ("2026-03-02", "2026-03-27", "2026-03-30")]
    assert left == [20, 1, 0]
    assert result.remaining(day("2026-03-31")) == -1
    assert result.remaining(day("2026-04-07")) == -5
    assert result.remaining(day("2026-02-01")) == 20


def test_remaining_may_exceed_the_limit_by_the_rolled_days() -> None:
    assert natural("2026-09-02", 30).remaining(day("2026-09-02")) == 36


def test_paused_days_ahead_are_not_remaining() -> None:
    result = work("2026-03-02", 20, pause("2026-03-09", "2026-03-20"))
    assert result.remaining(day("2026-03-06")) == 16
    assert result.remaining(day("2026-03-12")) == 16
    assert result.standing(day("2026-03-20")) == "paused"
    assert result.standing(day("2026-03-21")) == "running"


@pytest.mark.parametrize(
    ("limit", "today", "standing"),
    [
        (20, "2026-03-23", "running"),  # 5 left, a fifth is 4
        (20, "2026-03-24", "due_soon"),
        (20, "2026-03-30", "due_soon"),
        (20, "2026-03-31", "overdue"),
        (3, "2026-03-03", "running"),  # 2 left, at least one day
        (3, "2026-03-04", "due_soon"),
        (21, "2026-03-24", "due_soon"),  # 5 left, a fifth of 21 rounded up
        (21, "2026-03-23", "running"),
    ],
)
def test_due_soon_is_a_fifth_of_the_limit_rounded_up(limit: int, today: str, standing: str) -> None:
    assert work("2026-03-02", limit).standing(day(today)) == standing


def test_due_soon_counts_the_extension_in() -> None:
    result = work("2026-03-02", 20, extend=ExtensionSpan(10, day("2026-03-20")))
    assert result.soon == 6


@pytest.mark.parametrize(
    ("start", "unit", "limit", "due"),
    [
        ("2024-01-31", Unit.MONTHS, 1, "2024-02-29"),
        ("2025-01-31", Unit.MONTHS, 1, "2025-02-28"),
        ("2024-02-29", Unit.YEARS, 1, "2025-02-28"),
        ("2024-02-29", Unit.YEARS, 2, "2026-02-28"),  # a make-up Saturday
        ("2025-11-30", Unit.MONTHS, 3, "2026-02-28"),
        ("2026-04-04", Unit.MONTHS, 6, "2026-10-08"),  # 4 October is a holiday
        ("2026-08-31", Unit.MONTHS, 1, "2026-09-30"),
    ],
)
def test_months_and_years_end_on_the_corresponding_day(
    start: str, unit: Unit, limit: int, due: str
) -> None:
    assert evaluate(TermSpec(limit, unit, day(start)), CALENDAR).due_on == day(due)


def test_validity_does_not_roll_and_needs_no_calendar() -> None:
    spec = TermSpec(5, Unit.YEARS, day("2021-10-01"), rolls=False)
    assert evaluate(spec, CALENDAR).due_on == day("2026-10-01")
    far = TermSpec(5, Unit.YEARS, day("2026-10-01"), rolls=False)
    assert evaluate(far, CALENDAR).due_on == day("2031-10-01")


def test_months_are_pushed_on_by_pauses_day_by_day() -> None:
    spec = TermSpec(1, Unit.MONTHS, day("2026-03-02"))
    span = pause("2026-03-09", "2026-03-11")
    assert evaluate(spec, CALENDAR).due_on == day("2026-04-02")
    assert evaluate(spec, CALENDAR, [span]).due_on == day("2026-04-07")  # 5 April rolls


def test_hours_run_from_the_stated_moment_over_midnight() -> None:
    moment = datetime(2026, 9, 30, 23, 30, tzinfo=SHANGHAI)
    result = evaluate(TermSpec(2, Unit.HOURS, moment.date(), moment), CALENDAR)
    assert result.due_at == datetime(2026, 10, 1, 1, 30, tzinfo=SHANGHAI)
    assert result.due_on == day("2026-10-01")
    with pytest.raises(ValueError, match="hours"):
        evaluate(TermSpec(2, Unit.HOURS, moment.date()), CALENDAR)
    with pytest.raises(ValueError, match="hours"):
        evaluate(
            TermSpec(2, Unit.HOURS, moment.date(), moment),
            CALENDAR,
            [pause("2026-09-30", "2026-09-30")],
        )


def test_backward_periods_count_from_the_end_and_never_shorten() -> None:
    assert latest_day_before(day("2026-12-10"), 30, Unit.CALENDAR, CALENDAR) == day("2026-11-10")
    # 4 October is a holiday: the applicant has until the 8th, not the 30th of September
    assert latest_day_before(day("2026-11-03"), 30, Unit.CALENDAR, CALENDAR) == day("2026-10-08")
    kept = latest_day_before(day("2026-11-03"), 30, Unit.CALENDAR, rolls=False)
    assert kept == day("2026-10-04")
    assert latest_day_before(day("2026-10-09"), 1, Unit.WORKING, CALENDAR) == day("2026-10-08")
    assert latest_day_before(day("2026-10-09"), 2, Unit.WORKING, CALENDAR) == day("2026-09-30")
    assert latest_day_before(day("2026-10-09"), 0, Unit.WORKING, CALENDAR) == day("2026-10-09")
    assert latest_day_before(day("2026-05-31"), 3, Unit.MONTHS, CALENDAR) == day("2026-02-28")


def test_a_backward_period_never_ends_after_its_end() -> None:
    assert latest_day_before(day("2026-10-03"), 1, Unit.CALENDAR, CALENDAR) == day("2026-10-03")


def test_add_months_backward_clamps_too() -> None:
    assert add_months(day("2026-03-31"), -1) == day("2026-02-28")
    assert add_months(day("2024-02-29"), -12) == day("2023-02-28")


def test_a_start_before_the_known_years_is_a_clear_error() -> None:
    with pytest.raises(CalendarNotPublished) as caught:
        work("2022-12-30", 5)
    assert caught.value.year == 2022


def test_today_past_the_known_years_is_an_error_of_counting_only() -> None:
    result = work("2026-12-01", 5)
    assert result.standing(day("2027-02-01")) == "overdue"
    with pytest.raises(CalendarNotPublished):
        result.remaining(day("2027-02-01"))


def test_hours_are_extended_by_whole_days_when_decided_in_time() -> None:
    moment = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
    spec = TermSpec(2, Unit.HOURS, moment.date(), moment)
    kept = evaluate(spec, CALENDAR, (), ExtensionSpan(1, day("2026-03-02")))
    assert kept.due_at == datetime(2026, 3, 3, 12, 0, tzinfo=SHANGHAI)
    late = evaluate(spec, CALENDAR, (), ExtensionSpan(1, day("2026-03-03")))
    assert (late.due_on, late.extended) == (day("2026-03-02"), False)


def test_counting_back_in_working_days_needs_a_calendar() -> None:
    with pytest.raises(ValueError, match="calendar"):
        latest_day_before(day("2026-10-09"), 1, Unit.WORKING)


def test_counting_back_past_the_first_known_day_is_a_clear_error() -> None:
    with pytest.raises(CalendarNotPublished) as caught:
        latest_day_before(day("2023-01-05"), 9, Unit.WORKING, CALENDAR)
    assert caught.value.year == 2022


@pytest.mark.parametrize(
    ("first", "due"), [("2026-12-28", None), ("2027-01-02", None), ("2027-01-03", "unknown")]
)
def test_an_open_pause_past_the_known_year_is_judged_as_far_as_it_can_be(
    first: str, due: str | None
) -> None:
    spec = TermSpec(30, Unit.CALENDAR, day("2026-12-03"))  # used up on Saturday 2027-01-02
    if due is None:
        assert evaluate(spec, CALENDAR, [pause(first, None)]).due_on is None
        return
    with pytest.raises(CalendarNotPublished):
        evaluate(spec, CALENDAR, [pause(first, None)])


def test_a_far_day_as_today_does_not_break_standings() -> None:
    assert natural("2026-03-02", 5).standing(day("2031-01-01")) == "overdue"
