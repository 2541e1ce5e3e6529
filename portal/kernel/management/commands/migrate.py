# SPDX-License-Identifier: Apache-2.0
"""``migrate``: Django's, as the owner of the tables; then the application gets its rights."""

from __future__ import annotations

import gc
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate

from portal.kernel.audit import grants


class Command(migrate.Command):
    help = "Bring the tables up to date as their owner and give the application its rights."

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Be the owner from the checks on: on a new server the application has no role yet."""
        if settings.PRODUCTION and not settings.DATABASE_OWNER:
            raise CommandError(
                "DATABASE_OWNER_URL is missing: tables belong to a role of their own."
            )
        with grants.as_owner(options["database"]):
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        # Thousands of model classes come and go: looking for garbage after each few hundred objects
        # takes a fifth of the time.
        usual = gc.get_threshold()
        gc.set_threshold(200_000, 50, 50)
        try:
            super().handle(*args, **options)
        finally:
            gc.set_threshold(*usual)
        if options["plan"] or options["check_unapplied"]:
            return
        try:
            grants.give(options["database"])
        except grants.RoleLackingError as error:
            raise CommandError(str(error)) from None
