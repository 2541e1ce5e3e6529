# SPDX-License-Identifier: Apache-2.0
"""The tests, the database and the processes that they start live on the same day."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

from django.db import connection

from portal.kernel import clock

CLOSE = timedelta(minutes=5)


def test_the_database_has_the_clock_of_the_tests(db: None) -> None:
    """A server left over from a run on another date would be found here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        assert abs(cursor.fetchone()[0] - clock.now()) < CLOSE


def test_a_process_has_the_clock_of_the_tests_and_can_sleep() -> None:
    code = "import time; time.sleep(0.01); print(time.time())"
    told = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert abs(datetime.fromtimestamp(float(told), tz=UTC) - clock.now()) < CLOSE
