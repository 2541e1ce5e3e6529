# SPDX-License-Identifier: Apache-2.0
"""Many due dates at once are those of the engine, one by one."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from portal.kernel.deadlines.engine.bulk import DueTable
from portal.kernel.deadlines.engine.periods import evaluate
from portal.kernel.deadlines.engine.spans import TermSpec
from portal.kernel.deadlines.holidays import texts
from portal.kernel.deadlines.words import Unit
from portal.kernel.errors import CalendarNotPublished

CALENDAR = texts.calendar()


@cache
def table() -> DueTable:
    return DueTable(CALENDAR)


def due(*pairs: tuple[str, int]) -> list[date | None]:
    starts = np.array([start for start, _limit in pairs], dtype="datetime64[D]")
    limits = np.array([limit for _start, limit in pairs])
    found: list[date | None] = table().due_dates(starts, limits).tolist()
    return found


def engine(start: date, limit: int) -> date | None:
    try:
        return evaluate(TermSpec(limit, Unit.WORKING, start), CALENDAR).due_on
    except CalendarNotPublished:
        return None


def test_every_known_day_and_limit_agrees_with_the_engine() -> None:
    """Every start from before the first known day to behind the last, with all limits to 45."""
    first, last = CALENDAR.base - 3, CALENDAR.last + 3
    pairs = [
        (date.fromordinal(number), limit) for number in range(first, last, 3) for limit in range(46)
    ]
    starts = np.array([start for start, _limit in pairs], dtype="datetime64[D]")
    found = table().due_dates(starts, np.array([limit for _start, limit in pairs]))
    assert found.tolist() == [engine(start, limit) for start, limit in pairs]


def test_what_is_not_known_is_nat() -> None:
    assert due(("2026-12-30", 1), ("2026-12-31", 1), ("2026-12-31", 0)) == [
        date(2026, 12, 31),
        None,
        date(2026, 12, 31),
    ]
    assert due(("2022-12-31", 1), ("2023-01-01", 1), ("2022-12-31", 0), ("NaT", 5)) == [
        None,
        date(2023, 1, 3),
        None,
        None,
    ]
    assert due(("9999-12-31", 36_600), ("0001-01-01", 36_600)) == [None, None]


def test_other_precisions_no_rows_and_negative_limits() -> None:
    hours = np.array(["2026-03-02T10"], dtype="datetime64[h]")
    assert table().due_dates(hours, np.array([20])).tolist() == [date(2026, 3, 30)]
    assert due() == []
    with pytest.raises(ValueError, match="not negative"):
        due(("2026-03-02", -1))


@pytest.mark.usefixtures("city")
def test_the_command_adds_the_due_date_to_each_line(tmp_path: Path) -> None:
    path = tmp_path / "periods.csv"
    path.write_text("2026-03-02,20\n2026-12-31, 1\n2026-03-01,0\n", encoding="utf-8")
    out = StringIO()
    call_command("due_dates", str(path), stdout=out)
    assert out.getvalue().splitlines() == [
        "2026-03-02,20,2026-03-30",
        "2026-12-31,1,",
        "2026-03-01,0,2026-03-01",
    ]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("line", ["2026-02-30,20", "2026-03-02", ",5", "2026-03-02,x", "2026-03-02,-1", "NaT,3", "2026-03-02,36601"])  # fmt: skip
def test_the_command_names_the_bad_line_and_exits_2(tmp_path: Path, line: str) -> None:
    path = tmp_path / "periods.csv"
    path.write_text(f"2026-03-02,20\n{line}\n", encoding="utf-8")
    out = StringIO()
    with pytest.raises(CommandError, match="第2行") as caught:
        call_command("due_dates", str(path), stdout=out)
    assert (caught.value.returncode, out.getvalue()) == (2, "")
    with pytest.raises(CommandError) as missing:
        call_command("due_dates", str(tmp_path / "none.csv"))
    assert missing.value.returncode == 2


def test_pages_do_not_load_the_table() -> None:
    """A web worker pays neither its memory nor its start."""
    code = (
        "import sys, portal.config.wsgi; from django.urls import get_resolver;"
        " get_resolver().url_patterns;"
        " heavy = {'portal.kernel.deadlines.engine.bulk', 'numpy', 'openpyxl', 'weasyprint'};"
        " sys.exit(bool(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
