# SPDX-License-Identifier: Apache-2.0
"""Connect a register of another office and take over its copy."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.errors import Invalid, PortalError
from portal.kernel.registers import actions, copies
from portal.kernel.registers.models import Register

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """``load_register CODE [--definition FILE.json] [--copy FILE.csv] [--whole] [--on DAY]``.

    The definition: name, keeper, about, fields, papers, address, fresh_days, citation, is_active.
    The copy: CSV in UTF-8, the column 号码 first, then the names of the fields.
    """

    help = "接入部门登记库，载入它的数据副本。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--definition", metavar="FILE", help="登记库说明（JSON）")
        parser.add_argument("--copy", metavar="FILE", help="数据副本（CSV）")
        parser.add_argument("--whole", action="store_true", help="副本是全量，没有的号码移除")
        parser.add_argument("--on", metavar="DAY", help="数据日期，默认今天")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._run(options)
        except Invalid as error:
            lines = [f"{one.field}: {one.message}" for one in error.problems]
            raise CommandError("\n".join(lines), returncode=2) from None
        except PortalError as error:
            raise CommandError(str(error), returncode=2) from None

    def _run(self, options: dict[str, Any]) -> None:
        code, at = options["code"], clock.now()
        if options["definition"]:
            row = _definition(options["definition"])
            actions.connect(row={**row, "code": code}, by=None, at=at)
        register = Register.objects.filter(code=code).first()
        if register is None:
            raise CommandError(_("没有这个登记库，请先用 --definition 接入。"), returncode=2)
        if options["copy"]:
            rows = copies.parse(
                _text(options["copy"]), about=register.about, fields=register.fields
            )
            copied_on = _day(options["on"]) if options["on"] else clock.today()
            done = actions.take_copy(
                register=register,
                rows=rows,
                copied_on=copied_on,
                is_whole=options["whole"],
                by=None,
                at=at,
            )
            said = _("现有 %(held)s 条，移除 %(dropped)s 条。")
            self.stdout.write(said % {"held": done.held, "dropped": done.dropped})


def _definition(name: str) -> dict[str, Any]:
    try:
        row = json.loads(_text(name))
    except ValueError:
        row = None
    if not isinstance(row, dict):
        raise CommandError(_("登记库说明应为一个 JSON 对象。"), returncode=2)
    return row


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(_("数据日期应写成 2026-11-20。"), returncode=2) from None


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise CommandError(_("读不到这个文件，或者它不是 UTF-8 文本。"), returncode=2) from None
