# SPDX-License-Identifier: Apache-2.0
"""Advisory locks: one list, no number twice, none elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection, transaction

from portal.kernel import locks
from portal.kernel.locks import Lock
from tests.racing import at_once

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "portal" / "kernel" / "locks.py"


def test_no_number_stands_for_two_things() -> None:
    assert len(Lock.__members__) == len({int(lock) for lock in Lock.__members__.values()})


def test_no_other_file_asks_for_an_advisory_lock() -> None:
    apps = ("portal", "services", "credit", "licensing", "complaints")
    files = [path for app in apps for path in (ROOT / app).rglob("*.py") if path != HOME]
    assert [path for path in files if "advisory" + "_" in path.read_text()] == []


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_one_transactions_and_another_one_is_free() -> None:
    def look() -> tuple[bool, bool]:
        with transaction.atomic():
            return locks.take(Lock.CARDS), locks.take(Lock.SWEEP)

    with transaction.atomic():
        locks.wait_for(Lock.CARDS)
        assert at_once([look]) == [(False, True)]
    assert at_once([look]) == [(True, True)]
    assert connection.in_atomic_block is False
