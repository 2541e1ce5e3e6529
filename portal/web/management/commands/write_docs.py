# SPDX-License-Identifier: Apache-2.0
"""``write_docs``: the tables of the documentation, written from the code they describe."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from portal.web.docs import pages

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write docs/lifecycle.md, docs/terms.md and docs/rights.md; --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit 1 when a page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = []
        with translation.override("zh-hans"):
            written = pages()
        for name, text in written.items():
            path = Path(settings.BASE_DIR) / "docs" / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"wrote docs/{name}")
        if options["check"] and stale:
            self.stderr.write(f"stale: {', '.join(stale)}; run make docs")
            sys.exit(1)
