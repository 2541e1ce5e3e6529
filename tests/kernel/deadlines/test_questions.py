# SPDX-License-Identifier: Apache-2.0
"""Questions to the engine as JSON: each part is read, refused by its name, or left at its default."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.kernel.clock import SHANGHAI
from portal.kernel.deadlines.engine.spans import BOTH
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.proof.questions import answer, error_of, question, read_date
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished, Invalid

CALENDAR = texts.calendar()
TODAY = date(2026, 3, 2)
RAW: dict[str, Any] = {"start": "2026-03-02", "limit": 20}
PAUSE = {"kind": "hearing", "first": "2026-03-09", "last": "2026-03-10"}


def test_what_is_not_said_has_its_default() -> None:
    asked = question(RAW, TODAY)
    assert (asked.spec.limit, asked.spec.unit, asked.spec.relief) == (20, Unit.WORKING, 0)
    assert (asked.pauses, asked.extension, asked.today) == ((), None, TODAY)
    assert not asked.backward
    assert not asked.names_today


def test_what_is_said_is_read() -> None:
    told = {"pauses": [PAUSE], "extension": {"days": 5, "on": "2026-03-20"}, "relief": 3}
    asked = question({**RAW, **told, "today": "2026-03-05"}, TODAY)
    (pause,) = asked.pauses
    assert (pause.first_day, pause.last_day, pause.stops) == (
        date(2026, 3, 9),
        date(2026, 3, 10),
        BOTH,
    )
    assert asked.extension is not None
    assert (asked.extension.days, asked.extension.decided_on) == (5, date(2026, 3, 20))
    assert (asked.spec.relief, asked.today, asked.names_today) == (3, date(2026, 3, 5), True)
    assert question({**RAW, "direction": "before"}, TODAY).backward


def test_a_pause_may_be_open_or_of_one_day_and_a_site_visit_stops_nothing() -> None:
    one_day = {**PAUSE, "last": "2026-03-09"}
    open_ended = {"first": "2026-03-09"}
    visit = {**PAUSE, "kind": "现场踏勘"}
    first, second, third = question({**RAW, "pauses": [one_day, open_ended, visit]}, TODAY).pauses
    assert (first.last_day, second.last_day, second.kind) == (date(2026, 3, 9), None, "")
    assert (first.stops, third.stops) == (BOTH, frozenset())


def test_hours_begin_at_a_moment() -> None:
    raw = {**RAW, "unit": "hours", "start": "2026-03-02T10:00"}
    moment = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
    assert question(raw, TODAY).spec.started_at == moment
    asked = question({**raw, "start": "2026-03-01T20:00+00:00", "relief": 1}, TODAY).spec
    assert asked.started_at == datetime(2026, 3, 1, 20, tzinfo=UTC)
    assert (asked.started_on, asked.limit, asked.relief) == (date(2026, 3, 2), 20, 1)


HOURS = {"unit": "hours", "start": "2026-03-02T10:00"}
BACK = {"direction": "before"}
EXTENSION = {"days": 5, "on": "2026-03-20"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit": "weeks"}, "unit"),
        ({"direction": "sideways"}, "direction"),
        ({"limit": -1}, "limit"),
        ({"limit": 36_601}, "limit"),
        ({"limit": True}, "limit"),
        ({"limit": "5"}, "limit"),
        ({"relief": -1}, "relief"),
        ({"start": "2026-02-30"}, "start"),
        ({"start": 5}, "start"),
        ({"start": None}, "start"),
        ({"today": "now"}, "today"),
        ({"pauses": {"first": "2026-03-09"}}, "pauses"),
        ({"pauses": 5}, "pauses"),
        ({"pauses": ["2026-03-09"]}, "pauses"),
        ({"pauses": [PAUSE] * 101}, "pauses"),
        ({"pauses": [{**PAUSE, "last": "2026-03-08"}]}, "pauses"),
        ({"pauses": [{"last": "2026-03-08"}]}, "first"),
        ({"pauses": [{**PAUSE, "last": "x"}]}, "last"),
        ({"extension": 5}, "extension"),
        ({"extension": {"days": 5}}, "on"),
        ({"extension": {"on": "2026-03-20"}}, "days"),
        ({**HOURS, "start": "2026-03-02"}, "start"),
        ({**HOURS, "start": "soon, I hope"}, "start"),
        ({**HOURS, **BACK}, "direction"),
        ({**HOURS, "pauses": [PAUSE]}, "pauses"),
        ({**BACK, "pauses": [PAUSE]}, "pauses"),
        ({**BACK, "extension": EXTENSION}, "extension"),
        ({**BACK, "relief": 1}, "relief"),
    ],
)
def test_a_wrong_part_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        question({**RAW, **changes}, TODAY)
    assert (caught.value.code, caught.value.field) == ("bad_input", field)


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": 0},
        {"limit": 36_600},
        {"pauses": [PAUSE] * 100},
        {**HOURS, "extension": EXTENSION},
        {**BACK, "pauses": [], "relief": 0},
        {"relief": 36_600},
    ],
)
def test_a_part_at_its_boundary_is_taken(changes: dict[str, Any]) -> None:
    question({**RAW, **changes}, TODAY)


def test_a_line_that_is_no_object_is_told_so() -> None:
    with pytest.raises(Invalid):
        question(["2026-03-02"], TODAY)
    assert answer("x", CALENDAR, TODAY)["error"]["code"] == "bad_input"


def test_an_answer_says_date_days_left_and_standing() -> None:
    told = answer({**RAW, "today": "2026-03-30"}, CALENDAR, TODAY)
    assert told == {"due_on": "2026-03-30", "remaining": 0, "standing": "due_soon"}
    paused = answer({**RAW, "pauses": [{"first": "2026-03-09"}]}, CALENDAR, TODAY)
    assert (paused["due_on"], paused["standing"]) == (None, "running")
    hours = answer({**RAW, **HOURS, "limit": 30}, CALENDAR, TODAY)
    assert hours["due_at"] == "2026-03-03T16:00:00+08:00"


def test_errors_of_an_answer_name_year_or_field() -> None:
    late = answer({**RAW, "start": "2026-12-31"}, CALENDAR, TODAY)
    assert late == {"error": {"code": "calendar_not_published", "year": 2027}}
    assert answer({**RAW, "limit": -1}, CALENDAR, TODAY)["error"]["field"] == "limit"
    far = answer({"start": "9999-12-31", "limit": 20, "unit": "calendar"}, CALENDAR, TODAY)
    assert far["error"]["code"] in ("bad_input", "calendar_not_published")
    hours = {"start": "9999-12-31T23:00", "limit": 36_600, "unit": "hours"}
    assert answer(hours, CALENDAR, TODAY)["error"]["code"] == "bad_input"
    assert error_of(Invalid("x", "文字", "limit")) == {
        "error": {"code": "x", "field": "limit", "message": "文字"}
    }


def test_a_known_date_is_told_although_todays_year_is_not() -> None:
    next_year = date(2027, 2, 1)
    found = question(RAW, next_year)
    assert found.remaining(found.result(CALENDAR)) is None
    named = question({**RAW, "today": "2027-02-01"}, TODAY)
    with pytest.raises(CalendarNotPublished):
        named.remaining(named.result(CALENDAR))


def test_a_date_by_itself() -> None:
    assert read_date("2026-03-02") == TODAY
    with pytest.raises(Invalid):
        read_date("2026-3-2")
