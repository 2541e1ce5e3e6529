# SPDX-License-Identifier: Apache-2.0
"""An installation of one role and of looks without a chain becomes one of two roles, by ``migrate``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest

from portal.config.env import BASE_DIR
from tests import copies

PASSWORD = "p@ss/'wörd"
LOOKS = """
from portal.kernel.accounts.actions import ensure_person
from portal.kernel.accounts.models import User
from django.db import connection
reader = User.objects.create_user("clerk", "a-long-password")
people = [ensure_person(name=name, id_number=number, phone=None)
          for name, number in (("王芳", "512002199003070019"), ("李强", "512022200002290045"))]
with connection.cursor() as cursor:
    for n in range(5):
        cursor.execute("INSERT INTO kernel_readlog (reader_id, party_id, fields, reason, read_at)"
                       " VALUES (%s, %s, 'phone', '核对', now())", [reader.pk, people[n % 2].pk])
"""


@dataclass(frozen=True)
class House:
    """An installation of its own: a database and a role that is not there yet."""

    database: str
    role: str
    home: Path

    @property
    def application(self) -> str:
        address = copies.address(self.database)
        scheme, _mark, rest = address.partition("://")
        return f"{scheme}://{self.role}:{quote(PASSWORD, safe='')}@{rest.partition('@')[2]}"

    def manage(self, *words: str, url: str, owner: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            check=False, cwd=BASE_DIR, capture_output=True, text=True,
            env={
                **os.environ, "PORTAL_MODE": "demo", "DATABASE_URL": url, "DATABASE_OWNER_URL": owner,
                "DJANGO_SETTINGS_MODULE": "portal.config.settings",
                "AUDIT_DIGEST_DIR": str(self.home / "digests"),
            },
        )  # fmt: skip
        assert not done.returncode, done.stderr[-3000:]
        return done.stdout


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(f"one_role_{os.getpid()}", f"app_{os.getpid()}", tmp_path)
    copies.drop(house.database)
    copies.sql(f'CREATE DATABASE "{house.database}" TEMPLATE "{copies.tables()}"')
    try:
        yield house
    finally:
        copies.drop(house.database)
        copies.sql(f'DROP ROLE IF EXISTS "{house.role}"')


def test_migrate_makes_the_second_role_and_chains_the_looks_that_are_there(house: House) -> None:
    owner = copies.address(house.database)
    house.manage("migrate", "kernel", "0019", "--verbosity=0", url=owner)
    house.manage("shell", "--no-imports", "-c", LOOKS, url=owner)
    house.manage("migrate", "--verbosity=0", url=house.application, owner=owner)
    told = json.loads(house.manage("verify_audit", "--json", "--digest", url=house.application))
    assert (told["reads"], told["flaws"]) == (5, [])
    link = psycopg2.connect(house.application)
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute("INSERT INTO kernel_subject (kind) VALUES ('test') RETURNING id")
        row = cursor.fetchone()
        assert row
        cursor.execute("INSERT INTO kernel_event (subject_id, verb) VALUES (%s, 'test.done')", row)
        for sql in (
            "DELETE FROM kernel_readlog",
            "UPDATE kernel_event SET verb = 'x'",
            "TRUNCATE kernel_counter",
            "CREATE TABLE mine (id int)",
            "SET session_replication_role = replica",
        ):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(sql)
    link.close()
    told = json.loads(house.manage("verify_audit", "--json", url=house.application))
    assert (told["reads"], told["flaws"]) == (5, [])
