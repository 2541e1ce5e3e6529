# SPDX-License-Identifier: Apache-2.0
"""Keys and data of the private servers go together, and part with a clear word only."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.local import keys, stop
from portal.local.embedded import PrivateServers
from portal.local.places import BASE_DIR, home_of, homes_of
from portal.local.private_postgres import PrivatePostgres

ONE, TWO, THREE = (base64.urlsafe_b64encode(bytes([n]) * 32).decode() for n in (1, 2, 3))


@pytest.fixture
def var(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A `var/` so deep that its servers live elsewhere, as those of root in a closed folder do."""
    folder = tmp_path / ("deep" * 20) / "var"
    folder.mkdir(parents=True)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(folder))
    monkeypatch.setattr(stop, "BASE_DIR", tmp_path)
    yield folder
    PrivateServers(home_of(folder)).stop()
    stop.remove()


@pytest.fixture
def postgres(var: Path) -> PrivatePostgres:
    servers = PrivateServers(home_of(var))
    servers.ensure()
    return servers.postgres


def _look(monkeypatch: pytest.MonkeyPatch, postgres: PrivatePostgres, *fields: str) -> None:
    monkeypatch.setenv("FIELD_KEYS", ",".join(fields))
    monkeypatch.setenv("DIGEST_KEY", "d" * 50)
    keys.refuse_other_keys(postgres, postgres.home)


def test_other_keys_are_refused_and_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, postgres: PrivatePostgres
) -> None:
    _look(monkeypatch, postgres, ONE)
    _look(monkeypatch, postgres, ONE)
    with pytest.raises(keys.OtherKeys, match="Put the old file back, or start anew"):
        _look(monkeypatch, postgres, TWO)
    _look(monkeypatch, postgres, TWO, ONE)  # a new key goes in front of the old one …
    _look(monkeypatch, postgres, TWO)  # … and the old one leaves
    with pytest.raises(keys.OtherKeys, match="holds other keys"):
        _look(monkeypatch, postgres, ONE, THREE)
    monkeypatch.setenv("DIGEST_KEY", "e" * 50)
    monkeypatch.setenv("FIELD_KEYS", TWO)
    with pytest.raises(keys.OtherKeys):
        keys.refuse_other_keys(postgres, postgres.home)


def test_a_mark_tells_nothing_of_its_key(
    monkeypatch: pytest.MonkeyPatch, postgres: PrivatePostgres
) -> None:
    _look(monkeypatch, postgres, ONE)
    with postgres.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select string_agg(description, ' ') from pg_shdescription")
        row = cursor.fetchone()
    assert row is not None
    assert keys.mark(ONE) in row[0]
    assert ONE not in row[0]


def _manage(var: Path) -> subprocess.CompletedProcess[str]:
    dropped = {"PORTAL_MODE", "DATABASE_URL", "REDIS_URL", "FIELD_KEYS", "DIGEST_KEY"}
    env = {name: value for name, value in os.environ.items() if name not in dropped}
    return subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", "print('served')"],
        cwd=BASE_DIR, check=False, capture_output=True, text=True,
        env={**env, "PORTAL_VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "portal.config.settings"},
    )  # fmt: skip


def test_a_start_without_the_keys_is_refused_before_it_serves_until_all_is_cleaned(
    var: Path,
) -> None:
    assert "served" in _manage(var).stdout
    (var / "secrets.env").unlink()
    refused = _manage(var)
    assert refused.returncode
    assert "served" not in refused.stdout
    assert "make clean && make run" in refused.stderr
    assert not (var / "secrets.env").exists()

    assert home_of(var) == homes_of(var)[1]
    assert stop.stop()
    stop.remove()
    assert not home_of(var).exists()
    assert "served" in _manage(var).stdout
