# SPDX-License-Identifier: Apache-2.0
"""The tests, the database and the processes that they start live on the same day."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from portal.kernel import clock

CLOSE = timedelta(minutes=5)


def test_the_database_has_the_clock_of_the_tests(db: None) -> None:
    """Also under make test-ahead, where the server itself runs on the machine's date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        assert abs(cursor.fetchone()[0] - clock.now()) < CLOSE


@pytest.mark.django_db(transaction=True)
def test_the_database_ends_what_takes_too_long() -> None:
    """Its timers run, on which the end of a deadlock depends."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '50ms'")
        try:
            with pytest.raises(OperationalError, match="statement timeout"):
                cursor.execute("SELECT pg_sleep(60)")
        finally:
            cursor.execute("RESET statement_timeout")


def test_a_process_has_the_clock_of_the_tests_and_can_sleep() -> None:
    code = "import time; time.sleep(0.01); print(time.time())"
    told = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout
    assert abs(datetime.fromtimestamp(float(told), tz=UTC) - clock.now()) < CLOSE
