# SPDX-License-Identifier: Apache-2.0
"""``demo_city``: load a city that is nobody's, to try the portal with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from licensing.cases.models import Case
from licensing.generating.generate import generate_cases
from portal.kernel import clock
from portal.kernel.accounts.models import User
from portal.kernel.errors import Refused
from portal.web.demo import accounts, load_demo_city

if TYPE_CHECKING:
    from argparse import ArgumentParser

#: How many invented cases fill the desks and the board of a fresh demo.
OPEN, CLOSED, SEED = 90, 260, 7


class Command(BaseCommand):
    help = "Load the demo city: places, staff, citizens, catalogue and some cases."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when users exist")
        parser.add_argument("--accounts", action="store_true", help="only print the accounts")
        parser.add_argument("--no-cases", action="store_true", help="load no invented cases")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["accounts"]:
            for name, password, who in accounts():
                self.stdout.write(f"  {name:<8} {password}   {who}")
            return
        if options["if_empty"] and User.objects.exists():
            return
        try:
            load_demo_city(at=clock.now(), say=lambda text: self.stdout.write(f"  {text}"))
        except Refused as error:
            raise CommandError(str(error)) from error
        if not options["no_cases"] and not Case.objects.exists():
            self.stdout.write("  invented cases")
            generate_cases(open_count=OPEN, closed_count=CLOSED, seed=SEED, at=clock.now())
        self.stdout.write("demo city ready")
