# SPDX-License-Identifier: Apache-2.0
"""``verify_audit``: was the book of events, or that of looks at personal data, rewritten?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from portal.kernel import clock
from portal.kernel.audit.models import Event, ReadLog
from portal.kernel.audit.verify import verify, write_digest

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = (
        "Verify the hash chains and digests of events and looks; exit 1 when something was changed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--digest", action="store_true", help="also write a digest now")

    def handle(self, *args: Any, **options: Any) -> None:
        flaws = verify()
        if options["digest"] and not flaws:
            write_digest(at=clock.now())
        if options["as_json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "events": Event.objects.count(),
                        "reads": ReadLog.objects.count(),
                        "flaws": [asdict(flaw) for flaw in flaws],
                    }
                )
            )
        else:
            for flaw in flaws:
                self.stdout.write(
                    f"row {flaw.row_id} chain {flaw.chain_id} seq {flaw.seq}: {flaw.flaw}"
                )
        if flaws:
            sys.exit(1)
