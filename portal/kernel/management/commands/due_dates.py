# SPDX-License-Identifier: Apache-2.0
"""Work out a whole table of working-day periods at once."""

from __future__ import annotations

import csv
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.kernel.deadlines.engine.bulk import DueTable
from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.proof.questions import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.core.management.base import CommandParser

#: Lines worked out and written at once.
_BATCH = 100_000


class Command(BaseCommand):
    """``due_dates FILE.csv``: lines ``start,days`` in, lines ``start,days,due_on`` out.

    Without a heading. ``due_on`` is empty where the calendar is not known. Exits 2, naming the
    line, on bad input; the lines before it have been answered in blocks of 100,000.
    """

    help = "批量计算工作日期限：每行“起算日,工作日数”，输出加上到期日。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        table = DueTable(calendars.current_or_shipped())
        try:
            with Path(options["file"]).open(encoding="utf-8-sig", newline="") as lines:
                for first, rows in _batches(lines):
                    self.stdout.write(_answers(table, rows, first))
        except (OSError, UnicodeDecodeError, csv.Error):
            raise CommandError(_("读不到这个文件，或者它不是 UTF-8 文本。"), returncode=2) from None


def _batches(lines: Iterator[str]) -> Iterator[tuple[int, list[list[str]]]]:
    reader, first = csv.reader(lines), 1
    while rows := list(islice(reader, _BATCH)):
        yield first, rows
        first += len(rows)


def _answers(table: DueTable, rows: Sequence[Sequence[str]], first: int) -> str:
    try:
        starts = np.array([start.strip() for start, _days in rows], dtype="datetime64[D]")
        limits = np.array([days.strip() for _start, days in rows], dtype=np.int64)
    except ValueError:
        raise _bad_line(rows, first) from None
    if np.isnat(starts).any() or limits.min() < 0 or limits.max() > MOST:
        raise _bad_line(rows, first)
    found = np.datetime_as_string(table.due_dates(starts, limits))
    told = zip(np.datetime_as_string(starts), limits, found, strict=True)
    return "\n".join(f"{start},{days},{'' if due == 'NaT' else due}" for start, days, due in told)


def _bad_line(rows: Sequence[Sequence[str]], first: int) -> CommandError:
    """Say which line is not a date and a number of days."""
    number = next(number for number, row in enumerate(rows, first) if not _is_good(row))
    return CommandError(
        _("第%(number)s行应当写成“2026-03-02,20”：起算日和 0 到 %(most)s 的天数。")
        % {"number": number, "most": MOST},
        returncode=2,
    )


def _is_good(row: Sequence[str]) -> bool:
    try:
        start, days = row
        return not np.isnat(np.datetime64(start.strip(), "D")) and 0 <= int(days) <= MOST
    except ValueError:
        return False
