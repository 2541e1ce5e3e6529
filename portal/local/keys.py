# SPDX-License-Identifier: Apache-2.0
"""Keys and data belong together: fields written with one key cannot be read with another.

The private database carries marks of the keys that it was written with, as its comment, so that
they come and go with the data. A mark is a keyed hash: it tells nothing about its key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from pathlib import Path

from portal.config import env as environment
from portal.local.places import shown
from portal.local.private_postgres import USER, CannotStart, PrivatePostgres

PURPOSE = b"yichuang: keys of this data"
LENGTH = 16  # hexadecimal digits of a mark


class OtherKeys(CannotStart):
    """The keys at hand are not those of the data; the message says what to do."""


def mark(key: str) -> str:
    """Return the mark by which a key is known again without showing it."""
    return hmac.new(key.encode(), PURPOSE, hashlib.sha256).hexdigest()[:LENGTH]


def refuse_other_keys(postgres: PrivatePostgres, var: Path) -> None:
    """Raise OtherKeys when the data were written with other keys; else note the present ones.

    One field key in common with the last time is enough, so that keys can be rotated. Databases
    that carry no mark yet get one.
    """
    noted = _noted(postgres)
    if noted and not (var / "secrets.env").exists() and "FIELD_KEYS" not in os.environ:
        raise _refusal(postgres, var, "is not there")  # and reading would make fresh keys
    env = environment.read()
    fields, digest = [mark(key) for key in env.field_keys], mark(env.digest_key)
    if noted and not (_overlap(noted["fields"], fields) and noted["digest"] == digest):
        raise _refusal(postgres, var, "holds other keys")
    present = {"fields": fields, "digest": digest}
    if noted != present:
        with postgres.connect(USER) as connection, connection.cursor() as cursor:
            cursor.execute(f"comment on database {USER} is %s", [json.dumps(present)])


def _noted(postgres: PrivatePostgres) -> dict[str, object] | None:
    with postgres.connect(USER) as connection, connection.cursor() as cursor:
        cursor.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
            [USER],
        )
        row = cursor.fetchone()
    found: dict[str, object] | None = json.loads(row[0]) if row and row[0] else None
    return found


def _overlap(noted: object, present: Sequence[str]) -> bool:
    return isinstance(noted, list) and bool(set(noted) & set(present))


def _refusal(postgres: PrivatePostgres, var: Path, fault: str) -> OtherKeys:
    return OtherKeys(
        f"!!! The demo's data in {shown(postgres.home)} cannot be read:"
        f" {shown(var / 'secrets.env')} {fault}.\n"
        "    Put the old file back, or start anew without those data: make clean && make run"
    )
