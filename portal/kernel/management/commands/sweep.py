# SPDX-License-Identifier: Apache-2.0
"""Look once for everything that has become due."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from portal.kernel import clock, sweeps

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(BaseCommand):
    """``sweep --json`` prints what each registered sweep did, by name."""

    help = "检查所有到期事项一次：提醒、超期、特别程序、待发事项。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = sweeps.run_all(at=clock.now())
        if options["json"]:
            self.stdout.write(json.dumps(counts))
            return
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
