# SPDX-License-Identifier: Apache-2.0
"""The deadline calculator for everyone, as a page and over the API."""

from __future__ import annotations

import json
import re
from io import StringIO
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from portal.web.calculator.form import DeadlineForm
from tests.conftest import SetClock

pytestmark = pytest.mark.usefixtures("db", "_stopped")
PAUSED = {
    "start": "2026-03-02", "limit": "20", "unit": "working", "pause_kind_1": "检验",
    "pause_first_1": "2026-03-09", "pause_last_1": "2026-03-20",
}  # fmt: skip


@pytest.fixture
def _stopped(clock_at: SetClock) -> None:
    cache.clear()
    clock_at("2026-03-02 09:00")


def page(**asked: str) -> Any:
    return Client().get("/deadline/", asked)


def api(**asked: str) -> Any:
    return Client().get("/api/v1/deadline/", asked)


def test_the_empty_form_asks_and_answers_nothing() -> None:
    answer = page()
    assert answer.status_code == 200
    assert "proof" not in answer.context
    assert 'value="2026-03-02"' in answer.content.decode()
    assert "error-summary" not in answer.content.decode()


def test_a_site_visit_can_be_named_and_stops_nothing() -> None:
    answer = page(**{**PAUSED, "pause_kind_1": "现场踏勘"})
    assert str(answer.context["due_on"]) == "2026-03-30"
    text = answer.content.decode()
    assert "site_visit" not in text
    assert "工作日（现场踏勘不停止计时）" in text


def test_every_page_leads_to_it() -> None:
    assert 'href="/deadline/"' in Client().get("/").content.decode()


def test_the_answer_shows_day_sentence_article_and_coloured_days() -> None:
    answer = page(**PAUSED)
    text = answer.content.decode()
    assert 'datetime="2026-04-14"' in text
    assert "最迟2026年4月14日" in text
    assert "依据：民法典第二百零一条、行政许可法第八十二条、行政许可法第四十五条。" in text
    assert "到2026年3月2日（周一）还剩 20 个工作日" in text
    for kind, count in (("start", 1), ("due", 1), ("paused", 12), ("counted", 19)):
        found = re.findall(rf'<td class="day-{kind}[ "]', text)
        assert len(found) == count, kind
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert text.count("<h1") == 1
    assert "<style" not in text
    assert 'style="' not in text


def test_the_link_in_the_answer_asks_the_same_again() -> None:
    first = page(**PAUSED, extend_days="", today="")
    link = first.context["link"]
    query = dict(parse_qsl(link.removeprefix("/deadline/?")))
    assert query == {**PAUSED, "direction": "after"}
    again = Client().get(link)
    assert again.context["proof"] == first.context["proof"]


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ({"start": "2026-02-14", "limit": "1"}, "2026-02-24"),
        ({"start": "2026-08-03", "limit": "60", "unit": "calendar"}, "2026-10-08"),
        ({"start": "2024-02-29", "limit": "1", "unit": "years"}, "2025-02-28"),
        ({"start": "2026-01-31", "limit": "1", "unit": "months"}, "2026-02-28"),
        ({"start": "2026-12-31", "limit": "30", "unit": "calendar", "direction": "before"},
         "2026-12-01"),
        ({"start": "2026-03-31", "limit": "20", "unit": "working", "direction": "before"},
         "2026-03-03"),
        ({"start": "2026-03-02", "limit": "20", "relief": "3"}, "2026-04-02"),
        ({"start": "2026-03-02", "limit": "20", "extend_days": "10", "extend_on": "2026-03-30"},
         "2026-04-14"),
        ({"start": "2026-03-02", "limit": "0"}, "2026-03-02"),
    ],
)  # fmt: skip
def test_units_directions_relief_and_extension(asked: dict[str, str], due: str) -> None:
    assert str(page(**asked).context["due_on"]) == due
    assert api(**asked).json()["due_on"] == due


def test_hours_are_counted_from_their_moment() -> None:
    asked = {"start": "2026-03-02", "time": "23:30", "limit": "2", "unit": "hours"}
    assert "2026年3月3日（周二） 01:30" in page(**asked).content.decode()
    assert api(**asked).json()["due_at"] == "2026-03-03T01:30:00+08:00"


def test_an_open_pause_has_no_date_but_what_is_left() -> None:
    answer = page(**{**PAUSED, "pause_last_1": "", "today": "2026-03-10"})
    assert (answer.status_code, answer.context["due_on"]) == (200, None)
    assert "还剩16天" in answer.context["proof"].sentence
    assert "2026-03-12" not in answer.content.decode()


def test_in_a_year_that_is_not_announced_a_known_date_is_told(clock_at: SetClock) -> None:
    clock_at("2027-01-04 09:00")
    for asked in (
        {"start": "2026-03-02", "limit": "20"},
        {"start": "2026-04-29", "limit": "20", "direction": "before"},
    ):
        answer = page(**asked)
        assert (answer.status_code, answer.context["standing"]) == (200, "overdue")
        assert answer.context["due_on"].year == 2026
        told = api(**asked).json()
        assert (told["due_on"], told["remaining"]) == (str(answer.context["due_on"]), None)


def test_past_the_calendar_the_page_says_so_and_blames_nobody() -> None:
    answer = page(start="2026-11-23", limit="30")
    assert answer.status_code == 200
    assert "2027年的放假安排尚未公布" in answer.content.decode()
    told = api(start="2026-11-23", limit="30")
    assert (told.status_code, told.json()["code"]) == (400, "calendar_not_published")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"limit": "20"}, "start"),
        ({"start": "2026-02-30", "limit": "20"}, "start"),
        ({"start": "2022-03-02", "limit": "20"}, "start"),
        ({"start": "2026-03-02"}, "limit"),
        ({"start": "2026-03-02", "limit": "-1"}, "limit"),
        ({"start": "2026-03-02", "limit": "3661"}, "limit"),
        ({"start": "2026-03-02", "limit": "²"}, "limit"),
        ({"start": "2014-03-02", "limit": "11", "unit": "years"}, "limit"),
        ({"start": "2026-03-02", "limit": "3660", "unit": "years", "direction": "before"}, "limit"),
        ({"start": "2026-03-02", "limit": "5", "unit": "weeks"}, "unit"),
        ({"start": "2026-03-02", "limit": "5", "direction": "up"}, "direction"),
        ({"start": "2026-03-02", "limit": "5", "unit": "hours"}, "time"),
        ({"start": "2026-03-02", "limit": "5", "unit": "hours", "time": "25:00"}, "time"),
        ({"start": "2026-03-02", "limit": "5", "unit": "hours", "time": "09:00",
          "direction": "before"}, "direction"),
        ({**PAUSED, "pause_first_1": ""}, "pause_first_1"),
        ({**PAUSED, "pause_last_1": "2026-03-08"}, "pause_last_1"),
        ({**PAUSED, "pause_kind_1": "散步"}, "pause_kind_1"),
        ({**PAUSED, "direction": "before"}, "pause_kind_1"),
        ({**PAUSED, "extend_days": "5"}, "extend_on"),
        ({**PAUSED, "extend_on": "2026-03-20"}, "extend_days"),
        ({"start": "2026-03-31", "limit": "5", "direction": "before", "relief": "1"}, "relief"),
        ({**PAUSED, "today": "soon"}, "today"),
    ],
)  # fmt: skip
def test_wrong_input_is_named_at_its_field_and_kept(asked: dict[str, str], field: str) -> None:
    answer = page(**asked)
    form = answer.context["form"]
    assert answer.status_code == 400
    assert list(form.errors) == [field]
    assert "proof" not in answer.context
    assert {name: form[name].value() for name in asked} == asked
    assert f'id="field-{field}"' in answer.content.decode()
    told = api(**asked)
    assert told.status_code == 400
    assert [one["field"] for one in told.json()["errors"]] == [field]


def test_rarer_fields_are_open_when_they_are_used() -> None:
    assert '<details class="reveal" open>' in page(**PAUSED).content.decode()
    plain = page(start="2026-03-02", limit="20").content.decode()
    assert '<details class="reveal">' in plain


def test_the_api_answers_in_the_shape_of_the_command() -> None:
    out = StringIO()
    call_command(
        "deadline", "--start", "2026-03-02", "--days", "20",
        "--pause", "检验:2026-03-09:2026-03-20", "--json", stdout=out,
    )  # fmt: skip
    assert api(**PAUSED).json() == json.loads(out.getvalue())


def test_nothing_is_read_but_the_calendar(django_assert_max_num_queries: Any) -> None:
    api(**PAUSED)
    with django_assert_max_num_queries(2):
        api(**PAUSED)


def test_every_field_is_documented() -> None:
    schema = Client().get("/api/schema/", headers={"accept": "application/json"}).json()
    told = schema["paths"]["/api/v1/deadline/"]["get"]["parameters"]
    names = {one["name"] for one in told if one["in"] == "query"}
    assert set(DeadlineForm.base_fields) <= names
