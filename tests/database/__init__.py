# SPDX-License-Identifier: Apache-2.0
"""The tests' way to PostgreSQL: sessions of the owner that took the application's role.

So each act has the application's rights and no more, as in production, and a test may step
behind them where it plays somebody with the whole database.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

LIFT = "SET LOCAL ROLE NONE; SET LOCAL session_replication_role = replica"


@contextmanager
def behind_the_rights() -> Iterator[None]:
    """Be the database's owner with all triggers off, inside the running transaction."""
    role = connection.settings_dict["OPTIONS"]["assume_role"]
    with connection.cursor() as cursor:
        cursor.execute(LIFT)
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = origin; SET LOCAL ROLE {role}")


@contextmanager
def as_owner_of_the_tables() -> Iterator[None]:
    """Be the database's owner with the triggers on, also outside a transaction."""
    role = connection.settings_dict["OPTIONS"]["assume_role"]
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
