# SPDX-License-Identifier: Apache-2.0
"""Every advisory lock of the portal: what it guards, and the number PostgreSQL knows it by.

All end with the transaction. No other file holds a number or asks PostgreSQL for such a lock.
"""

from __future__ import annotations

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """One thing that only one transaction at a time may do. Numbers never change their meaning."""

    #: A notice changes the calendar and moves every open term.
    CALENDAR = 7_310_001
    #: The sweep writes events of the terms that are due; a second one would look in vain.
    SWEEP = 7_310_002
    #: Cards are raised from new events; a second run would count the same ones again.
    CARDS = 7_310_003
    #: Versions of the catalogue are written: imports, publication, charges.
    CATALOGUE = 7_340_001
    #: An act of an editors' desk: a name, a code or a shared line is free for one of two only.
    EDITORS = 7_340_002
    #: Rights of staff change: two acts must not each take away the other's last administrator.
    STAFF = 7_310_004
    #: What is over is deleted; an order that something stays waits for it, and it for the order.
    RETENTION = 7_310_035


def wait_for(lock: Lock) -> None:
    """Wait until nobody else holds the lock, and hold it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(lock)])


def take(lock: Lock) -> bool:
    """Hold the lock until the transaction ends, or tell at once that somebody else does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(lock)])
        row: tuple[bool] = cursor.fetchone()
    return row[0]


def wait_for_text(text: str) -> None:
    """Wait for the lock of a text, of which there is no end: the key of a call that may come twice.

    PostgreSQL makes 64 bits of it. Should they meet a number above or another text, one of two
    strangers waits for the other, and nothing else happens.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [text])
