# SPDX-License-Identifier: Apache-2.0
"""What holds of every period, whatever its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.kernel.deadlines.engine.calendar import Calendar
from portal.kernel.deadlines.engine.periods import Result, evaluate
from portal.kernel.deadlines.engine.spans import ExtensionSpan, PauseSpan, TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.proof.days import explain
from portal.kernel.deadlines.words import Unit

CALENDAR = texts.calendar()
FIRST = date(2023, 1, 1)
units = st.sampled_from((Unit.WORKING, Unit.CALENDAR))
starts = st.dates(FIRST, date(2026, 6, 1))
limits = st.integers(0, 45)
FAST = settings(max_examples=300, deadline=None)


@st.composite
def periods(draw: st.DrawFn) -> TermSpec:
    return TermSpec(draw(limits), draw(units), draw(starts))


@st.composite
def closed_pauses(draw: st.DrawFn, start: date) -> list[PauseSpan]:
    spans = []
    for _number in range(draw(st.integers(0, 3))):
        first = start + timedelta(days=draw(st.integers(-5, 40)))
        spans.append(PauseSpan(first, first + timedelta(days=draw(st.integers(0, 12))), "检验"))
    return spans


def due(result: Result) -> date:
    assert result.due_on is not None
    return result.due_on


@FAST
@given(st.data(), periods())
def test_a_pause_never_brings_the_date_nearer(data: st.DataObject, spec: TermSpec) -> None:
    spans = data.draw(closed_pauses(spec.started_on))
    more = data.draw(closed_pauses(spec.started_on))
    with_fewer = evaluate(spec, CALENDAR, spans)
    with_more = evaluate(spec, CALENDAR, spans + more)
    assert due(with_more) >= due(with_fewer)


@FAST
@given(st.data(), periods(), st.integers(0, 400))
def test_adding_a_holiday_never_brings_the_date_nearer(
    data: st.DataObject, spec: TermSpec, offset: int
) -> None:
    spans = data.draw(closed_pauses(spec.started_on))
    off = spec.started_on + timedelta(days=offset % 60)
    rows = [replace(row, is_working=False) if row.date == off else row for row in CALENDAR.rows()]
    assert due(evaluate(spec, Calendar(rows), spans)) >= due(evaluate(spec, CALENDAR, spans))


@FAST
@given(st.data(), periods())
def test_merging_order_and_doubles_do_not_matter(data: st.DataObject, spec: TermSpec) -> None:
    spans = data.draw(closed_pauses(spec.started_on))
    shuffled = data.draw(st.permutations(spans + spans))
    assert due(evaluate(spec, CALENDAR, shuffled)) == due(evaluate(spec, CALENDAR, spans))


@FAST
@given(starts, st.integers(1, 40), st.integers(1, 30), st.integers(0, 20))
def test_a_pause_moves_the_date_by_exactly_its_working_days(
    start: date, limit: int, offset: int, length: int
) -> None:
    spec = TermSpec(limit, Unit.WORKING, start)
    plain = due(evaluate(spec, CALENDAR))
    first = start + timedelta(days=offset)
    assume(first <= plain)
    last = first + timedelta(days=length)
    paused = CALENDAR.working_between(first.toordinal(), last.toordinal())
    moved = due(evaluate(spec, CALENDAR, [PauseSpan(first, last)]))
    assert CALENDAR.working_between(plain.toordinal() + 1, moved.toordinal()) == paused


@FAST
@given(st.data(), periods(), st.integers(0, 40))
def test_closing_a_pause_gives_back_what_was_frozen(
    data: st.DataObject, spec: TermSpec, offset: int
) -> None:
    spans = data.draw(closed_pauses(spec.started_on))
    first = spec.started_on + timedelta(days=offset)
    held = evaluate(spec, CALENDAR, [*spans, PauseSpan(first, None)])
    assume(held.due_on is None)
    last = first + timedelta(days=data.draw(st.integers(0, 20)))
    assume(all(span.last_day is not None and span.last_day < last for span in spans))
    resumed = evaluate(spec, CALENDAR, [*spans, PauseSpan(first, last)])
    if spec.limit:
        rolled = (due(resumed) - (resumed.last_counted or due(resumed))).days
        assert resumed.remaining(last) - rolled <= (held.frozen_remaining or 0)
        assert due(resumed) > last
    if spec.unit == Unit.WORKING and spec.limit:
        assert resumed.remaining(last) == held.frozen_remaining


@FAST
@given(periods(), st.integers(1, 15), st.integers(0, 40))
def test_an_extension_never_brings_the_date_nearer(spec: TermSpec, days: int, offset: int) -> None:
    decided = spec.started_on + timedelta(days=offset)
    plain, longer = (
        evaluate(spec, CALENDAR),
        evaluate(spec, CALENDAR, (), ExtensionSpan(days, decided)),
    )
    assert longer.extended == (decided <= due(plain))
    assert due(longer) >= due(plain)


@FAST
@given(st.data(), periods())
def test_the_proof_counts_exactly_the_limit(data: st.DataObject, spec: TermSpec) -> None:
    spans = data.draw(closed_pauses(spec.started_on))
    result = evaluate(spec, CALENDAR, spans)
    proof = explain(result, pauses=spans)
    assert sum(entry.counted for entry in proof.days) == spec.limit
    assert [entry.date for entry in proof.days if entry.is_due] == [result.due_on]
    cells = [cell for month in proof.months for week in month.weeks for cell in week if cell]
    assert [cell.date for cell in cells if cell.kind == "due"] == [result.due_on]


@FAST
@given(st.data(), periods(), st.integers(-3, 80))
def test_remaining_falls_by_at_most_one_a_day(
    data: st.DataObject, spec: TermSpec, offset: int
) -> None:
    spans = data.draw(closed_pauses(spec.started_on))
    result = evaluate(spec, CALENDAR, spans)
    today = spec.started_on + timedelta(days=offset)
    step = result.remaining(today) - result.remaining(today + timedelta(days=1))
    assert step in (0, 1)
    assert (result.remaining(today) < 0) <= (today > due(result))
