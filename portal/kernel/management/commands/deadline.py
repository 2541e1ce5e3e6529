# SPDX-License-Identifier: Apache-2.0
"""Work out legal periods: one with its proof, or a file of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.proof import questions
from portal.kernel.deadlines.proof.answers import answered
from portal.kernel.errors import Invalid, PortalError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.core.management.base import CommandParser

    from portal.kernel.deadlines.engine.calendar import Calendar

#: Lines written at once.
_BATCH = 2000
_PAUSE_PARTS = 3


class Command(BaseCommand):
    """``deadline --start D --days N ...`` or ``deadline --batch FILE.jsonl``.

    Uses the calendar in the database when one answers, else the shipped one. Exits 2 on bad
    input and past the known calendar.
    """

    help = "计算法定时限和承诺时限的到期日，并说明每一天为什么计入或不计入。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--start", metavar="D", help="起算日（不计入）")
        parser.add_argument("--days", metavar="N", help="时限")
        parser.add_argument(
            "--unit", default="working", help="working、calendar、months、years 或 hours"
        )
        parser.add_argument("--before", action="store_true", help="从起算日往前算")
        parser.add_argument("--relief", metavar="N", help="突发事件顺延天数")
        parser.add_argument("--pause", action="append", default=[], metavar="KIND:FIRST:LAST")
        parser.add_argument("--extend", metavar="N:ON", help="延期天数和决定日")
        parser.add_argument("--today", metavar="D")
        parser.add_argument("--batch", metavar="FILE.jsonl")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["batch"]:
                self._batch(Path(options["batch"]), options["today"])
            else:
                self._single(options)
        except PortalError as error:
            self._fail(error, as_json=options["json"] or bool(options["batch"]))
        except (ValueError, OverflowError):
            problem = Invalid("bad_input", _("日期超出了可以计算的范围。"))
            self._fail(problem, as_json=options["json"])

    def _single(self, options: dict[str, Any]) -> None:
        asked = questions.question(_raw(options), clock.today())
        told = answered(asked, calendars.current_or_shipped())
        text = json.dumps(told, ensure_ascii=False) if options["json"] else told["sentence"]
        self.stdout.write(text)

    def _batch(self, path: Path, today: str | None) -> None:
        as_of = questions.read_date(today) if today else clock.today()
        calendar = calendars.current_or_shipped()
        try:
            with path.open(encoding="utf-8-sig") as lines:
                block: list[str] = []
                for text in _answers(lines, calendar, as_of):
                    block.append(text)
                    if len(block) >= _BATCH:
                        self.stdout.write("\n".join(block))
                        block.clear()
                if block:
                    self.stdout.write("\n".join(block))
        except (OSError, UnicodeDecodeError):
            raise Invalid(
                "bad_file", _("读不到这个文件，或者它不是 UTF-8 文本。"), "batch"
            ) from None

    def _fail(self, error: PortalError, *, as_json: bool) -> NoReturn:
        if as_json:
            self.stdout.write(json.dumps(questions.error_of(error), ensure_ascii=False))
        else:
            self.stderr.write(str(error))
        sys.exit(2)


def _answers(lines: Iterable[str], calendar: Calendar, today: date) -> Iterable[str]:
    for line in lines:
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError):
            raw = None
        yield json.dumps(questions.answer(raw, calendar, today), ensure_ascii=False)


def _raw(options: dict[str, Any]) -> dict[str, Any]:
    """Turn the command's words into the question that a batch line would be."""
    raw: dict[str, Any] = {
        "start": options["start"],
        "limit": _whole(options["days"], "days"),
        "unit": options["unit"],
        "today": options["today"],
        "pauses": [_pause(text) for text in options["pause"]],
        "direction": questions.BEFORE if options["before"] else questions.AFTER,
    }
    if options["relief"]:
        raw["relief"] = _whole(options["relief"], "relief")
    if options["extend"]:
        days, _colon, on = options["extend"].partition(":")
        raw["extension"] = {"days": _whole(days, "extend"), "on": on}
    return raw


def _pause(text: str) -> dict[str, str | None]:
    parts = text.rsplit(":", _PAUSE_PARTS - 1)
    if len(parts) != _PAUSE_PARTS:
        raise Invalid("bad_input", _("特别程序应当写成 KIND:FIRST:LAST。"), "pause")
    kind, first, last = parts
    return {"kind": kind, "first": first, "last": last or None}


def _whole(text: str | int | None, name: str) -> int:
    try:
        return int(text if text is not None else "")
    except ValueError:
        raise Invalid("bad_input", _("天数应当是整数。"), name) from None
