# SPDX-License-Identifier: Apache-2.0
"""Load a year's holiday notice into the calendar and move the open terms along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.deadlines.holidays import loading, texts
from portal.kernel.deadlines.terms.models import CalendarVersion
from portal.kernel.errors import PortalError

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """``load_calendar FILE``: a JSON list of {date, name, isOffDay}, or CSV date,kind,name.

    The dates are laid over what is known; ``--replace`` drops what was known about the
    file's years first. ``--local`` marks days of this city, which announce no year.
    ``--undo N`` takes version N back.
    """

    help = "载入一年的放假调休安排，并重新计算受影响的期限。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?")
        parser.add_argument("--source", default="", help="通知的名称和文号")
        parser.add_argument("--replace", action="store_true")
        parser.add_argument("--local", action="store_true")
        parser.add_argument("--undo", type=int, metavar="N")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = _undo(options["undo"]) if options["undo"] else _load(options)
        except PortalError as error:
            raise CommandError(str(error), returncode=2) from None
        version = loaded.version
        told = {
            "version": version.pk,
            "changed": loaded.is_new,
            "first_year": version.first_year,
            "last_year": version.last_year,
            "moved": loaded.moved,
        }
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        text = (
            _("日历版本%(version)s：%(first_year)s年至%(last_year)s年，%(moved)s个期限有变动。")
            if loaded.is_new
            else _("日历没有变化（版本%(version)s：%(first_year)s年至%(last_year)s年）。")
        )
        self.stdout.write(text % told)


def _load(options: dict[str, Any]) -> loading.Loaded:
    if not options["file"]:
        raise CommandError(_("请写明要载入的文件。"), returncode=2)
    try:
        text = Path(options["file"]).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CommandError(_("读不到这个文件，或者它不是 UTF-8 文本。"), returncode=2) from None
    return loading.load(
        entries=texts.parse(text, source=options["source"], local=options["local"]),
        source=options["source"],
        replaces=options["replace"],
        at=clock.now(),
    )


def _undo(number: int) -> loading.Loaded:
    version = CalendarVersion.objects.filter(pk=number).first()
    if version is None:
        raise CommandError(_("没有这个日历版本。"), returncode=2)
    return loading.undo(version=version, at=clock.now())
