# SPDX-License-Identifier: Apache-2.0
"""``generate_cases``: fill a demo or bench database with invented cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from licensing.generating.generate import generate_cases
from portal.kernel import clock
from portal.kernel.errors import PortalError

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write invented open and closed cases, the same for the same seed, day and city."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--open", type=int, required=True, help="how many open cases")
        parser.add_argument("--closed", type=int, required=True, help="how many closed cases")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another set")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = generate_cases(
                open_count=options["open"], closed_count=options["closed"], seed=options["seed"],
                at=clock.now(),
            )  # fmt: skip
        except PortalError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"{count} cases written")
