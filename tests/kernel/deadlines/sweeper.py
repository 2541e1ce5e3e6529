# SPDX-License-Identifier: Apache-2.0
"""A sweep as a process of its own, to be started several times at once and to be killed.

``python -m tests.kernel.deadlines.sweeper AT`` waits for the gate, sweeps and prints its counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import django
from django.db import connection

from portal.config.env import BASE_DIR
from tests import copies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "trial-sweeper"
GATE = 7_310_099
PATIENCE = 60.0  # seconds


def start(moment: datetime) -> subprocess.Popen[str]:
    """Start a sweeper on the test's own database."""
    environment = {
        **os.environ,
        "PORTAL_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "portal.config.settings",
        "DATABASE_URL": copies.application(str(connection.settings_dict["NAME"])),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.kernel.deadlines.sweeper", moment.isoformat()],
        cwd=BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def counts_of(sweeper: subprocess.Popen[str]) -> dict[str, int]:
    """Return what a sweeper printed when it was done."""
    told, _errors = sweeper.communicate(timeout=PATIENCE)
    assert sweeper.returncode == 0
    counts: dict[str, int] = json.loads(told.splitlines()[-1])
    return counts


@contextmanager
def gate() -> Iterator[None]:
    """Hold all sweepers back until the block ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [GATE])


def waiting() -> int:
    """Count the sweepers that wait for a lock."""
    return _count("application_name = %s AND wait_event_type = 'Lock'", NAME)


def connected() -> int:
    """Count the sweepers that the database knows of."""
    return _count("application_name = %s", NAME)


def blocks_another() -> bool:
    """Tell whether another connection waits for what this one holds."""
    return bool(_count("pg_backend_pid() = ANY(pg_blocking_pids(pid))"))


def _count(which: str, *values: str) -> int:
    with connection.cursor() as cursor:
        # Within a transaction what others do is remembered from the first look.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND {which}",
            values,
        )
        count: int = cursor.fetchone()[0]
    return count


def wait_for(true: Callable[[], bool], what: str) -> None:
    """Return when something is true; raises AssertionError after a minute."""
    pause = threading.Event()
    for _turn in range(int(PATIENCE * 20)):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError(what)


def main() -> None:
    from portal.kernel.deadlines.terms import sweep  # noqa: PLC0415 - models need the set-up below
    from portal.kernel.outbox.bell import bell  # noqa: PLC0415

    bell.ring = None
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [NAME])
        cursor.execute("SET lock_timeout = 0; SELECT pg_advisory_lock_shared(%s)", [GATE])
    print(json.dumps(sweep.run(at=datetime.fromisoformat(sys.argv[1]))))


if __name__ == "__main__":
    django.setup()
    main()
