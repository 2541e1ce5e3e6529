# SPDX-License-Identifier: Apache-2.0
"""``make bench``: the portal beside bare Django on the same server in the same run, as JSON.

Both run under granian with the same workers on one private database; rounds are taken in turns
and the median of the paired ratios is what counts. Progress goes to stderr, one JSON object
to stdout.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django
import psycopg2
from django.core.management import call_command

from portal.local import embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

SECTIONS = ("submit", "guide", "catalogue", "clocks")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _address(name: str) -> str:
    given = os.environ.get("BENCH_DATABASE_URL")
    return _beside(given or embedded.default_servers().postgres.owner_url(), name)


def _beside(url: str, name: str) -> str:
    head, mark, query = url.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{query}"


@contextmanager
def database() -> Iterator[None]:
    """Make a database for this run, point Django at it, and drop it again."""
    embedded.ensure_running()
    name = f"bench_{os.getpid()}"
    link = psycopg2.connect(_address("postgres"))
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        os.environ |= {
            "DATABASE_URL": (os.environ.get("BENCH_DATABASE_URL") and _address(name))
            or _beside(embedded.default_servers().postgres.url(), name),
            "DATABASE_OWNER_URL": _address(name),
            "PORTAL_MODE": "demo",
            "LOG_LEVEL": "WARNING",
        }
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings"
        try:
            django.setup()
            yield
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            link.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], default=[])
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    found: dict[str, Any] = {"cpus": os.cpu_count()}
    with database():
        from tests.bench import catalogue, clocks, pages  # noqa: PLC0415 - models need the set-up above

        say("tables")
        call_command("migrate", verbosity=0)
        sections = chosen.sections or SECTIONS
        if wanted := [name for name in sections if name not in {"catalogue", "clocks"}]:
            found |= pages.measured(wanted, rounds=chosen.rounds, say=say)
        if "catalogue" in sections:
            say("catalogue")
            found["catalogue"] = catalogue.measured(rounds=chosen.rounds, say=say)
        if "clocks" in sections:
            say("clocks")
            found["clocks"] = clocks.measured(say)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
