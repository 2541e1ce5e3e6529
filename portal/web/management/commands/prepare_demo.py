# SPDX-License-Identifier: Apache-2.0
"""``prepare_demo``: all that `make run` needs of Django before it serves, in one process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from portal.kernel.accounts.models import User

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Bring the tables up to date, load the demo city when nobody is there, list accounts."
    # checks read every address and form of the portal, which `make check` does
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--accounts-to", type=Path, help="file for the demo's accounts")

    def handle(self, *args: Any, **options: Any) -> None:
        if self._lacks_migrations():
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        target: Path | None = options["accounts_to"]
        if not settings.DEMO:
            if target is not None:
                target.unlink(missing_ok=True)
            return
        if not User.objects.exists():
            call_command("demo_city", stdout=self.stdout)
        if target is not None:
            with target.open("w", encoding="utf-8") as accounts:
                call_command("demo_city", accounts=True, stdout=accounts)

    def _lacks_migrations(self) -> bool:
        try:
            executor = MigrationExecutor(connection)
        except ProgrammingError:  # the application has no rights yet
            return True
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
