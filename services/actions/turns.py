# SPDX-License-Identifier: Apache-2.0
"""Editors' desks one act at a time: a name, a code, a shared line is free for one of two only."""

from __future__ import annotations

from django.db import connection

#: Key of the advisory lock of the desks; any constant of one's own.
LOCK = 7_340_002


def take_turn() -> None:
    """Wait until no other act of a desk is under way; before the transaction locks any row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
