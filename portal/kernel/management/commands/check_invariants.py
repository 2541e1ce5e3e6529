# SPDX-License-Identifier: Apache-2.0
"""``check_invariants``: is what must always be true, true?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from portal.kernel import invariants

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Check every invariant from the database alone; exit 1 when one is broken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = invariants.run()
        if options["as_json"]:
            self.stdout.write(
                json.dumps(
                    {
                        "checks": invariants.names(),
                        "findings": [asdict(finding) for finding in findings],
                    },
                    ensure_ascii=False,
                )
            )
        else:
            for finding in findings:
                self.stdout.write(f"{finding.check} {finding.subject_id or '-'} {finding.detail}")
        if findings:
            sys.exit(1)
