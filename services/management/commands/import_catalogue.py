# SPDX-License-Identifier: Apache-2.0
"""Load a catalogue file; the answer goes to stdout, progress to stderr."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.kernel import clock
from portal.kernel.errors import Invalid
from services.exchange.importing import import_sheets
from services.items.checking import Located
from services.items.loading import import_catalogue

if TYPE_CHECKING:
    from services.items.checking import Report

EXIT_REFUSED = 1
EXIT_UNREADABLE = 2


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file; raises CommandError (exit code 2) with the reason."""
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CommandError(_("找不到文件：%(path)s") % {"path": path}, returncode=2) from error
    except OSError as error:
        text = _("读不了文件 %(path)s：%(why)s") % {"path": path, "why": error}
        raise CommandError(text, returncode=EXIT_UNREADABLE) from error


def read_rows(path: Path) -> list[object]:
    """Return the records of a JSON file; raises CommandError (exit code 2) with the reason."""
    data = read_bytes(path)
    try:
        rows = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        text = _("读不了文件 %(path)s：%(why)s") % {"path": path, "why": error}
        raise CommandError(text, returncode=EXIT_UNREADABLE) from error
    except json.JSONDecodeError as error:
        text = _("%(path)s 不是完整的 JSON：第 %(line)d 行第 %(column)d 列附近有错。") % {
            "path": path,
            "line": error.lineno,
            "column": error.colno,
        }
        raise CommandError(text, returncode=EXIT_UNREADABLE) from error
    except (ValueError, RecursionError) as error:
        text = _("%(path)s 里有 JSON 不允许的内容：%(why)s") % {"path": path, "why": error}
        raise CommandError(text, returncode=EXIT_UNREADABLE) from error
    if not isinstance(rows, list):
        text = _("%(path)s 应当是事项记录的列表。") % {"path": path}
        raise CommandError(text, returncode=EXIT_UNREADABLE)
    return rows


class Command(BaseCommand):
    help = "把事项目录（JSON 或 XLSX）导入事项库：逐条检查，合格的公布为新版本，不合格的说明原因。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
        parser.add_argument("--all-or-nothing", action="store_true", help="有一条不合格就全部不写")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args: Any, **options: Any) -> None:
        report = self._load(
            options["file"],
            dry_run=options["dry_run"],
            all_or_nothing=options["all_or_nothing"],
            progress=self._progress,
            by=None,
            at=clock.now(),
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        else:
            self._tell(report)
        if options["all_or_nothing"] and report.rejected:
            raise CommandError(_("有不合格的记录，一条也没有写入。"), returncode=EXIT_REFUSED)

    def _load(self, path: Path, **options: Any) -> Report:
        if path.suffix.lower() != ".xlsx":
            return import_catalogue(rows=read_rows(path), **options)
        try:
            return import_sheets(data=read_bytes(path), **options).report
        except Invalid as error:
            text = _("读不了文件 %(path)s：%(why)s") % {"path": path, "why": error}
            raise CommandError(text, returncode=EXIT_UNREADABLE) from error

    def _progress(self, stage: str, done: int, total: int) -> None:
        percent = 100 * done // total if total else 100
        self.stderr.write(f"{stage} {done}/{total}（{percent}%）")

    def _tell(self, report: Report) -> None:
        told = {
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "rejected": len({remark.row for remark in report.rejected}),
        }
        self.stdout.write(
            _("新增 %(created)d，更新 %(updated)d，未变 %(unchanged)d，不合格 %(rejected)d 条。")
            % told
        )
        for remark in report.rejected:
            text = _("第 %(row)d 条 %(code)s %(field)s：%(message)s [%(rule)s]")
            if isinstance(remark, Located):
                text = _("%(sheet)s 第 %(row)d 行 %(column)s：%(message)s [%(rule)s]")
            self.stdout.write(text % vars(remark))
        for remark in report.understood:
            text = _("看作 %(sheet)s 第 %(row)d 行 %(column)s：%(message)s")
            self.stdout.write(text % vars(remark))
        for remark in report.notes:
            self.stdout.write(_("提示 第 %(row)d 条 %(code)s：%(message)s") % vars(remark))
