# SPDX-License-Identifier: Apache-2.0
"""Two roles of the database: the owner makes the tables, the application has no more than it needs.

The owner's name and password are known to ``migrate`` alone. What the application may not do
with a table follows from what its model says (``kept``).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from portal.kernel.audit.kept import changeable, deletable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper


class RoleLackingError(Exception):
    """The application's role is not there and the owner may not make it; says what to do."""


def role() -> str:
    """Return the name of the application's role; empty when there is one role for both."""
    owner: dict[str, str] = settings.DATABASE_OWNER
    name: str = settings.DATABASE_APPLICATION["USER"]
    return "" if not owner or owner["USER"] == name else name


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Connect as the owner for a while; nothing changes where one role is for both.

    Not inside a transaction: the connection is closed before and after.
    """
    connection = connections[alias]
    given = connection.settings_dict
    if not role():
        yield
        return
    connection.close()
    options = {k: v for k, v in given["OPTIONS"].items() if k != "assume_role"}
    connection.settings_dict = {**given, **settings.DATABASE_OWNER, "OPTIONS": options}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = given


def give(alias: str = DEFAULT_DB_ALIAS) -> None:
    """Make the application's role when it lacks, and give it exactly its rights.

    Called as the owner; repeating it changes nothing. Raises RoleLackingError.
    """
    name = role()
    if not name:
        return
    connection = connections[alias]
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        _make(cursor, name)
        cursor.execute("SELECT quote_ident(%s), quote_ident(current_database())", [name])
        (quoted, database) = cursor.fetchone()
        tables = set(connection.introspection.table_names(cursor))
        for statement in _statements(quoted, database, tables):
            cursor.execute(statement)


def _make(cursor: CursorWrapper, name: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    if cursor.fetchone():
        return
    cursor.execute(
        "SELECT rolsuper OR rolcreaterole, quote_ident(%s) FROM pg_roles WHERE rolname = current_user",
        [name],
    )
    may, quoted = cursor.fetchone()
    if not may:
        raise RoleLackingError(
            f"Role {name} is not there and the owner may not make it."
            f" As administrator of the server: CREATE ROLE {quoted} LOGIN PASSWORD '…';"
        )
    password: str = settings.DATABASE_APPLICATION["PASSWORD"]
    cursor.execute(f"CREATE ROLE {quoted} LOGIN")
    if password:
        cursor.execute(f"ALTER ROLE {quoted} PASSWORD %s", [password])


def _statements(name: str, database: str, tables: set[str]) -> Iterator[str]:
    """Yield what gives a role (its quoted name) its rights, from nothing on."""
    every = "ALL {} IN SCHEMA public"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC"
    yield f"REVOKE CREATE ON SCHEMA public FROM {name}"
    yield f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"GRANT EXECUTE ON FUNCTION portal_analyze(text[]) TO {name}"
    for kind in ("TABLES", "SEQUENCES"):
        yield f"REVOKE ALL ON {every.format(kind)} FROM {name}"
    yield f"GRANT USAGE, SELECT ON {every.format('SEQUENCES')} TO {name}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every.format('TABLES')} TO {name}"
    yield (
        f"REVOKE INSERT, UPDATE, DELETE ON {MigrationRecorder.Migration._meta.db_table} FROM {name}"
    )
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in tables:
            continue
        if not deletable(model):
            yield f"REVOKE DELETE ON {table} FROM {name}"
        columns = changeable(model)
        if columns is not None:
            yield f"REVOKE UPDATE ON {table} FROM {name}"
        if columns:
            yield f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {name}"
