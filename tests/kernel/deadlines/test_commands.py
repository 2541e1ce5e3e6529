# SPDX-License-Identifier: Apache-2.0
"""The commands ``deadline``, ``load_calendar`` and ``sweep`` as others rely on them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.terms.models import Term
from tests.conftest import SetClock
from tests.kernel.deadlines import oracle
from tests.kernel.deadlines.conftest import Heard, day
from tests.kernel.deadlines.test_oracle import random_line

ONLY_NEW_YEAR = [{"date": "2027-01-01", "name": "元旦", "isOffDay": True}]


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def failing(*words: str) -> Any:
    """Run a command that must exit with 2 and return the JSON that it printed."""
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command(*words, stdout=out)
    assert caught.value.code == 2
    return json.loads(out.getvalue())


def lines_of(path: Path, *lines: Any) -> str:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.usefixtures("city")
def test_the_single_form_answers_in_the_agreed_shape() -> None:
    told = json.loads(
        run(
            "deadline", "--start", "2026-03-02", "--days", "20",
            "--pause", "检验:2026-03-09:2026-03-20", "--today", "2026-03-23", "--json",
        )
    )  # fmt: skip
    assert set(told) == {
        "start", "limit", "unit", "due_on", "remaining", "standing", "days", "sentence", "citation",
    }  # fmt: skip
    assert told["sentence"].startswith("从2026年3月2日的次日起算20个工作日，最迟2026年4月14日。")
    assert told["citation"] == "民法典第二百零一条、行政许可法第八十二条、行政许可法第四十五条"
    assert told["sentence"].endswith(f"依据：{told['citation']}。")
    assert (told["start"], told["limit"], told["unit"]) == ("2026-03-02", 20, "working")
    assert (told["due_on"], told["remaining"], told["standing"]) == ("2026-04-14", 15, "running")
    assert all(list(entry) == ["date", "counted", "why", "source"] for entry in told["days"])
    assert sum(entry["counted"] for entry in told["days"]) == 20
    assert told["days"][-1]["date"] == "2026-04-14"


@pytest.mark.usefixtures("city")
def test_the_single_form_takes_units_extensions_and_open_pauses() -> None:
    natural = json.loads(run("deadline", "--start", "2026-09-02", "--days", "30", "--unit", "calendar", "--json"))  # fmt: skip
    assert natural["due_on"] == "2026-10-08"
    longer = json.loads(run("deadline", "--start", "2026-03-02", "--days", "20", "--extend", "10:2026-03-30", "--json"))  # fmt: skip
    assert longer["due_on"] == "2026-04-14"
    paused = json.loads(run("deadline", "--start", "2026-03-02", "--days", "20", "--pause", "听证:2026-03-09:", "--today", "2026-03-12", "--json"))  # fmt: skip
    assert (paused["due_on"], paused["remaining"], paused["standing"]) == (None, 16, "paused")
    visit = json.loads(run("deadline", "--start", "2026-03-02", "--days", "20", "--pause", "现场踏勘:2026-03-09:2026-03-20", "--json"))  # fmt: skip
    assert visit["due_on"] == "2026-03-30"


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("words", "due"),
    [
        (["--start", "2026-01-31", "--days", "1", "--unit", "months"], "2026-02-28"),
        (["--start", "2024-02-29", "--days", "1", "--unit", "years"], "2025-02-28"),
        (["--start", "2026-03-02", "--days", "20", "--relief", "3"], "2026-04-02"),
        (["--start", "2026-12-31", "--days", "30", "--unit", "calendar", "--before"], "2026-12-01"),
        (["--start", "2026-03-02T23:00", "--days", "2", "--unit", "hours"], "2026-03-03"),
        (["--start", "2026-03-02T23:00+00:00", "--days", "2", "--unit", "hours"], "2026-03-03"),
    ],
)
def test_the_single_form_knows_all_units_both_directions_and_relief(
    words: list[str], due: str
) -> None:
    told = json.loads(run("deadline", *words, "--json"))
    assert told["due_on"] == due
    assert told["sentence"]


@pytest.mark.usefixtures("city")
def test_hours_tell_their_moment() -> None:
    words = ("--start", "2026-03-02T23:00", "--days", "2", "--unit", "hours")
    told = json.loads(run("deadline", *words, "--json"))
    assert told["due_at"] == "2026-03-03T01:00:00+08:00"
    assert told["start"] == "2026-03-02T23:00:00+08:00"


@pytest.mark.usefixtures("city")
def test_without_json_it_says_a_sentence() -> None:
    text = run("deadline", "--start", "2026-03-02", "--days", "20")
    assert text == (
        "从2026年3月2日的次日起算20个工作日，最迟2026年3月30日。"
        "依据：民法典第二百零一条、行政许可法第八十二条。\n"
    )


@pytest.mark.usefixtures("city")
def test_in_a_year_that_is_not_announced_a_known_date_is_told(
    clock_at: SetClock, tmp_path: Path
) -> None:
    """What cannot be counted is how long ago it was; a day that is asked for must be known."""
    clock_at("2027-01-04 09:00")
    told = json.loads(run("deadline", "--start", "2026-03-02", "--days", "20", "--json"))
    assert (told["due_on"], told["remaining"], told["standing"]) == ("2026-03-30", None, "overdue")
    line = {"start": "2026-03-02", "limit": 20, "unit": "working"}
    path = lines_of(tmp_path / "batch.jsonl", line, line | {"today": "2027-01-04"})
    answers = [json.loads(text) for text in run("deadline", "--batch", path, "--json").splitlines()]
    assert answers == [
        {"due_on": "2026-03-30", "remaining": None, "standing": "overdue"},
        {"error": {"code": "calendar_not_published", "year": 2027}},
    ]


@pytest.mark.usefixtures("city")
def test_past_the_calendar_the_single_form_prints_the_year_and_exits_2() -> None:
    told = failing("deadline", "--start", "2026-11-23", "--days", "30", "--json")
    assert told == {"error": {"code": "calendar_not_published", "year": 2027}}


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        (["--days", "20"], "start"),
        (["--start", "2026-02-30", "--days", "20"], "start"),
        (["--start", "2026-03-02"], "days"),
        (["--start", "2026-03-02", "--days", "x"], "days"),
        (["--start", "2026-03-02", "--days=-1"], "limit"),
        (["--start", "2026-03-02", "--days", "5", "--unit", "weeks"], "unit"),
        (["--start", "2026-03-02", "--days", "5", "--pause", "检验"], "pause"),
        (["--start", "2026-03-02", "--days", "5", "--pause", "检验:x:"], "first"),
        (
            ["--start", "2026-03-02", "--days", "5", "--pause", "检验:2026-03-09:2026-03-08"],
            "pauses",
        ),
        (["--start", "2026-03-02", "--days", "5", "--extend", "5"], "on"),
        (["--start", "2026-03-02", "--days", "5", "--extend", "x:2026-03-03"], "extend"),
        (["--start", "2026-03-02", "--days", "5", "--today", "soon"], "today"),
        (["--batch", "/nonexistent.jsonl"], "batch"),
        (["--start", "2026-03-02", "--days", "5", "--unit", "hours"], "start"),
        (["--start", "2026-03-02T25:00", "--days", "5", "--unit", "hours"], "start"),
        (
            ["--start", "2026-03-02T09:00", "--days", "5", "--unit", "hours", "--before"],
            "direction",
        ),
        (
            [
                "--start",
                "2026-03-02T09:00",
                "--days",
                "5",
                "--unit",
                "hours",
                "--pause",
                "检验:2026-03-03:",
            ],
            "pauses",
        ),
        (
            ["--start", "2026-03-02", "--days", "5", "--before", "--pause", "检验:2026-03-03:"],
            "pauses",
        ),
        (
            ["--start", "2026-03-02", "--days", "5", "--before", "--extend", "5:2026-03-03"],
            "extension",
        ),
        (["--start", "2026-03-02", "--days", "5", "--before", "--relief", "5"], "relief"),
        (["--start", "2026-03-02", "--days", "5", "--relief", "x"], "relief"),
        (
            ["--start", "2026-03-02", "--days", "5", *["--pause", "检验:2026-03-03:"] * 101],
            "pauses",
        ),
    ],
)
def test_bad_input_is_an_error_object_naming_the_field(words: list[str], field: str) -> None:
    told = failing("deadline", *words, "--json")
    assert (told["error"]["code"] in {"bad_input", "bad_file"}, told["error"]["field"]) == (
        True,
        field,
    )
    assert told["error"]["message"]


@pytest.mark.usefixtures("city")
def test_a_batch_answers_line_by_line_and_goes_on_after_bad_ones(tmp_path: Path) -> None:
    good = {"start": "2026-03-02", "limit": 20, "unit": "working", "today": "2026-03-02"}
    path = lines_of(
        tmp_path / "batch.jsonl",
        good | {"pauses": [], "extension": None},
        good | {"start": "2026-11-23", "limit": 30},
        "{broken",
        "[]",
        good | {"limit": True},
        good | {"pauses": {"kind": "检验"}},
        good | {"pauses": [3]},
        good | {"extension": 5},
        good | {"direction": "up"},
        good | {"extension": {"days": 10, "on": "2026-03-30"}},
        good | {"start": "2022-03-01"},
        good | {"unit": "years", "limit": 9000},
        good | {"pauses": [{"kind": "检验", "first": "2026-03-09", "last": None}]},
    )
    told = [json.loads(line) for line in run("deadline", "--batch", path, "--json").splitlines()]
    assert told[0] == {"due_on": "2026-03-30", "remaining": 20, "standing": "running"}
    assert told[1] == {"error": {"code": "calendar_not_published", "year": 2027}}
    assert [entry["error"]["code"] for entry in told[2:9]] == ["bad_input"] * 7
    assert told[9]["due_on"] == "2026-04-14"
    assert told[10] == {"error": {"code": "calendar_not_loaded", "year": 2022}}
    assert told[11]["error"]["code"] == "bad_input"
    assert told[12] == {"due_on": None, "remaining": 16, "standing": "running"}
    assert len(told) == 13


@pytest.mark.usefixtures("city")
def test_a_batch_of_100_000_lines_agrees_with_the_walk_and_asks_the_database_once(
    tmp_path: Path, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    chance = random.Random(7)
    lines = [random_line(chance) for _number in range(100_000)]
    path = lines_of(tmp_path / "batch.jsonl", *lines)
    calendars.current()
    with django_assert_num_queries(1):
        told = run("deadline", "--batch", path, "--json").splitlines()
    assert len(told) == len(lines)
    for line, text in zip(lines[::10], told[::10], strict=True):
        expected, answer = oracle.answer(line), json.loads(text)
        assert answer == expected or ("error" in answer and "error" in expected)


def test_it_works_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("no server")

    monkeypatch.setattr(calendars, "current", refuse)
    assert json.loads(run("deadline", "--start", "2026-03-02", "--days", "20", "--json"))["due_on"]


@pytest.mark.usefixtures("city")
def test_loading_2027_makes_it_known_to_the_deadline_command(
    tmp_path: Path, running: Callable[..., Term], heard: Heard
) -> None:
    term = running(limit=30, started_on=day("2026-11-23"))
    path = lines_of(tmp_path / "2027.json", ONLY_NEW_YEAR)
    told = json.loads(run("load_calendar", path, "--json"))
    assert (told["changed"], told["last_year"], told["moved"]) == (True, 2027, 1)
    term.refresh_from_db()
    assert term.due_on == day("2027-01-05")
    due = json.loads(run("deadline", "--start", "2026-11-23", "--days", "30", "--json"))["due_on"]
    assert due == "2027-01-05"
    again = json.loads(run("load_calendar", path, "--json"))
    assert (again["changed"], again["moved"], again["version"]) == (False, 0, told["version"])
    assert "没有变化" in run("load_calendar", path)
    assert "1个期限" in run("load_calendar", "--undo", str(told["version"]))
    term.refresh_from_db()
    assert term.due_reason == "calendar"


@pytest.mark.usefixtures("city")
def test_a_bad_calendar_file_is_refused_with_2(tmp_path: Path) -> None:
    bad = lines_of(tmp_path / "bad.json", [{"date": "2027-01-01"}])
    for words in ([bad], [str(tmp_path / "none.json")], [], ["--undo", "999"]):
        with pytest.raises(CommandError) as caught:
            run("load_calendar", *words)
        assert caught.value.returncode == 2


@pytest.mark.usefixtures("city")
def test_the_sweep_command_prints_the_counts_of_all_sweeps(
    running: Callable[..., Term], heard: Heard, clock_at: SetClock
) -> None:
    running(kind="t.plain")
    clock_at("2026-03-31 00:00:10")
    told = json.loads(run("sweep", "--json"))
    assert told["terms"]["overdue"] == 1
    assert json.loads(run("sweep", "--json"))["terms"]["overdue"] == 0
    assert "terms:" in run("sweep")
