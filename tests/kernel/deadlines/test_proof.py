# SPDX-License-Identifier: Apache-2.0
"""Every date explains itself: the days, the sentence and the months."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from portal.kernel.deadlines.actions.pauses import open_pause
from portal.kernel.deadlines.actions.terms import extend_term
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.proof import days
from portal.kernel.deadlines.proof.months import Cell, ProofDay
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import Unit
from tests.kernel.deadlines.conftest import at, day

CALENDAR = texts.calendar()
NOTICE = "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"


def explained(
    spec: TermSpec, *pauses: PauseSpan, extend: ExtensionSpan | None = None
) -> days.Proof:
    result = evaluate(spec, CALENDAR, pauses, extend)
    return days.explain(result, citation="某法第一条", pauses=pauses, extension=extend)


def by_date(explanation: days.Proof, text: str) -> ProofDay:
    return next(entry for entry in explanation.days if entry.date == day(text))


def cell_of(explanation: days.Proof, text: str) -> Cell:
    cells = [c for month in explanation.months for week in month.weeks for c in week if c]
    return next(cell for cell in cells if cell.date == day(text))


def test_each_day_says_whether_it_counts_why_and_by_what() -> None:
    told = explained(TermSpec(10, Unit.WORKING, day("2026-09-18")))
    start, makeup = by_date(told, "2026-09-18"), by_date(told, "2026-09-20")
    assert (start.counted, start.why, start.source) == (
        False,
        "起算日，不计入",
        "民法典第二百零一条",
    )
    assert (makeup.counted, makeup.why, makeup.source) == (True, "补班日", NOTICE)
    holiday, weekend = by_date(told, "2026-10-02"), by_date(told, "2026-09-19")
    assert (holiday.counted, holiday.why, holiday.source) == (False, "节假日（国庆节）", NOTICE)
    assert (weekend.counted, weekend.why) == (False, "周末")
    assert told.days[-1].date == told.due_on == day("2026-10-09")
    assert told.sentence == (
        "从2026年9月18日的次日起算10个工作日，最迟2026年10月9日。依据：某法第一条。"
    )


def test_pauses_and_extensions_are_named() -> None:
    told = explained(
        TermSpec(20, Unit.WORKING, day("2026-03-02")),
        PauseSpan(day("2026-03-09"), day("2026-03-20"), "检验"),
        extend=ExtensionSpan(10, day("2026-03-23"), "行政许可法第四十二条"),
    )
    paused = by_date(told, "2026-03-10")
    assert (paused.counted, paused.why, paused.source) == (
        False,
        "特别程序（检验）",
        "行政许可法第四十五条",
    )
    assert by_date(told, "2026-04-14").why == "工作日"
    last = by_date(told, "2026-04-28")
    assert (last.why, last.source, last.is_due) == ("延期", "行政许可法第四十二条", True)
    assert "特别程序占用的10天不计入。" in told.sentence
    assert "经2026年3月23日决定，延长10个工作日。" in told.sentence


def test_a_site_visit_is_shown_and_does_not_stop_the_count() -> None:
    visit = PauseSpan(day("2026-03-09"), day("2026-03-10"), "现场踏勘", stops=frozenset())
    told = explained(TermSpec(20, Unit.WORKING, day("2026-03-02")), visit)
    assert told.due_on == day("2026-03-30")
    entry = by_date(told, "2026-03-09")
    assert (entry.counted, entry.why) == (True, "工作日（现场踏勘不停止计时）")


def test_a_rolled_end_shows_the_rest_days() -> None:
    told = explained(TermSpec(30, Unit.CALENDAR, day("2026-09-02")))
    assert by_date(told, "2026-10-02").counted
    assert by_date(told, "2026-10-05").source == "民法典第二百零三条"
    assert by_date(told, "2026-10-08").is_due
    assert "末日2026年10月2日是休息日，顺延到下一个工作日。" in told.sentence


def test_months_start_on_monday_and_mark_the_ends() -> None:
    told = explained(TermSpec(20, Unit.WORKING, day("2026-03-02")))
    assert [(month.year, month.month) for month in told.months] == [(2026, 3)]
    first_week = told.months[0].weeks[0]
    assert first_week[:6] == [None] * 6
    assert first_week[6] == Cell(date(2026, 3, 1), "out")
    assert cell_of(told, "2026-03-02").kind == "start"
    assert cell_of(told, "2026-03-07").kind == "skipped"
    assert (cell_of(told, "2026-03-30").kind, cell_of(told, "2026-03-30").note) == ("due", "截止")
    assert cell_of(told, "2026-03-31").kind == "out"


def test_long_validity_shows_its_first_and_last_months() -> None:
    result = evaluate(TermSpec(3, Unit.YEARS, day("2023-05-04"), rolls=False), CALENDAR)
    months = days.explain(result).months
    assert len(months) == 12
    assert (months[0].year, months[-1].year) == (2023, 2026)


def test_limit_zero_is_due_on_the_start_day() -> None:
    told = explained(TermSpec(0, Unit.WORKING, day("2026-03-02")))
    assert told.sentence.startswith("应当当日办结，即2026年3月2日。")
    assert [entry.is_due for entry in told.days] == [True]


def test_hours_name_the_moment() -> None:
    spec = TermSpec(2, Unit.HOURS, day("2026-03-02"), at("2026-03-02 23:30"))
    told = explained(spec)
    assert "从收到时起2小时，最迟2026年3月3日01:30。" in told.sentence
    assert told.due_on == day("2026-03-03")


def test_a_preview_past_the_calendar_gives_the_limit_in_words() -> None:
    told = days.preview(30, "working", day("2026-11-23"), citation="某法", calendar=CALENDAR)
    assert (told.due_on, told.days) == (None, [])
    assert "30个工作日" in told.sentence
    assert "2027年的放假安排尚未公布" in told.sentence
    known = days.preview(20, "working", day("2026-03-02"), calendar=CALENDAR)
    assert known.due_on == day("2026-03-30")


@pytest.mark.usefixtures("city", "heard")
def test_a_row_explains_itself_with_its_pauses_and_extension(running: Callable[..., Term]) -> None:
    term = running()
    extend_term(
        subject=term.subject,
        kind=term.kind,
        days=10,
        decided_on=day("2026-03-05"),
        basis="行政许可法第四十二条",
        approver=None,
        at=at("2026-03-05"),
    )
    told = days.of_term(Term.objects.get(), day("2026-03-06"))
    assert told.due_on == day("2026-04-14")
    assert cell_of(told, "2026-03-06").is_today
    open_pause(
        subject=term.subject,
        pause_kind="听证",
        first_day=day("2026-03-09"),
        planned_end=day("2026-03-20"),
        stops={"statutory"},
        by=None,
        at=at("2026-03-09"),
    )
    paused = days.of_term(Term.objects.get(), day("2026-03-12"))
    assert (paused.due_on, paused.days[-1].date) == (None, day("2026-03-20"))
    assert "还剩26天" in paused.sentence
    unknown = running(started_on=day("2026-12-20"))
    assert "尚未公布" in days.of_term(unknown, day("2026-12-21")).sentence
