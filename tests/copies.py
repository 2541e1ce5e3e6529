# SPDX-License-Identifier: Apache-2.0
"""Databases that are made once and copied: one with the tables, others with a demo city.

A copy takes a third of a second, the tables from the migrations take a minute. Each is kept
under the hash of what it was made from, so that an old one is never taken for the present
state; one that is no longer wanted is dropped when its successor is made.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg2

from portal.config.env import BASE_DIR
from portal.local import embedded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

#: What the tables and the rows in them come from after `migrate`.
TABLES = (
    "requirements.txt",
    "portal/kernel/data",
    "portal/kernel/audit",
    "*/migrations",
    "portal/*/migrations",
    "portal/kernel/crypto.py",
    "portal/kernel/deadlines/words.py",
)
#: What a demo city comes from: nearly everything.
CITY = (*TABLES, "portal", "services", "credit", "licensing", "complaints", "tests/town")
BEING_MADE = "_being_made"


def address(name: str) -> str:
    """Return the owner's address of a database beside the one that this run was given."""
    given = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    return _beside(given or embedded.default_servers().postgres.owner_url(), name)


def application(name: str) -> str:
    """Return the application's address of a database beside the one that this run was given."""
    given = os.environ.get("DATABASE_URL") or embedded.default_servers().postgres.url()
    return _beside(given, name)


def _beside(given: str, name: str) -> str:
    head, mark, query = given.partition("?")
    return f"{head.rpartition('/')[0]}/{name}{mark}{query}"


def sql(*statements: str, database: str = "postgres") -> list[tuple[object, ...]]:
    """Carry statements out, each committed at once; returns the rows of the last one."""
    link = psycopg2.connect(address(database))
    link.autocommit = True
    rows: list[tuple[object, ...]] = []
    try:
        with link.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
    finally:
        link.close()
    return rows


def drop(name: str) -> None:
    """Drop a database, whoever is connected to it."""
    sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def kept(kind: str, made_from: Iterable[str], make: Callable[[str], None]) -> str:
    """Return the name of the kept database of a kind, made now when there is none.

    ``make`` fills a new database of the name it is given; nobody may be connected afterwards.
    Several processes may ask at once: one makes it, the others wait.
    """
    embedded.ensure_running()
    name = f"kept_{kind}_{_hash(made_from)}"
    with _alone(kind):
        if sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            return name
        for (old,) in sql(f"SELECT datname FROM pg_database WHERE datname LIKE 'kept_{kind}_%'"):
            drop(str(old))
        unfinished = f"kept_{kind}{BEING_MADE}"
        drop(unfinished)
        make(unfinished)
        sql(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
    return name


def tables() -> str:
    """Return the name of the database that has every table and the shipped rows."""
    return kept("tables", TABLES, _migrated)


def _migrated(name: str) -> None:
    sql(f'CREATE DATABASE "{name}"')
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
        check=True,
        cwd=BASE_DIR,
        env={
            **os.environ,
            "PORTAL_MODE": "test",
            "DATABASE_URL": application(name),
            "DATABASE_OWNER_URL": address(name),
        },
    )


@contextmanager
def _alone(kind: str) -> Iterator[None]:
    folder = embedded.default_servers().home
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"kept_{kind}.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _hash(made_from: Iterable[str]) -> str:
    mark = hashlib.sha256()
    for path in sorted({one for pattern in made_from for one in _files(pattern)}):
        mark.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes())
    return mark.hexdigest()[:16]


def _files(pattern: str) -> Iterator[Path]:
    for found in BASE_DIR.glob(pattern):
        inside = [found] if found.is_file() else found.rglob("*")
        yield from (one for one in inside if one.is_file() and "__pycache__" not in one.parts)
