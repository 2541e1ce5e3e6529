# SPDX-License-Identifier: Apache-2.0
"""``load_city``: organs, centres, windows, hours and staff from one JSON or XLSX file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.kernel import clock
from portal.kernel.errors import Invalid
from portal.kernel.staff.city import load_city
from portal.kernel.staff.workbook import read_workbook, write_template

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Load or change a city's organs, centres, windows, hours and staff: all rows or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=".json or .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--template", action="store_true", help="write an empty workbook there")
        parser.add_argument(
            "--passwords",
            type=Path,
            help="new file for first passwords; without it they are printed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if options["template"]:
            write_template(path)
            return
        keep = None if options["dry_run"] else _opened(options["passwords"])
        try:
            with transaction.atomic():
                done = load_city(document=_document(path), by=None, at=clock.now())
                transaction.set_rollback(options["dry_run"])
        except Invalid as error:
            lines = [f"{one.field}: {one.message}" for one in error.problems]
            raise CommandError("\n".join(["nothing was loaded", *lines])) from error
        for part, count in done.counts.items():
            self.stdout.write(f"{part}: {count}")
        if options["dry_run"]:
            self.stdout.write(f"new accounts: {len(done.passwords)}; nothing was kept")
            return
        told = "".join(f"{name} {password}\n" for name, password in done.passwords)
        if keep is None:
            self.stdout.write(told)
        else:
            keep.write_text(told, encoding="utf-8")


def _document(path: Path) -> dict[str, Any]:
    if path.suffix == ".xlsx":
        return read_workbook(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from error
    if not isinstance(found, dict):
        raise CommandError(f"{path}: must be one JSON object")
    return found


def _opened(path: Path | None) -> Path | None:
    """Make a new file that nobody but its owner reads, before there is a password to lose."""
    if path is None:
        return None
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    return path
