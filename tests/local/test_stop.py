# SPDX-License-Identifier: Apache-2.0
"""`make stop` and `make clean` end and remove what is this checkout's, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.local import stop
from portal.local.embedded import PrivateServers
from portal.local.places import home_of, var_dir


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    var = tmp_path / ("deep" * 20) / "var"
    var.mkdir(parents=True)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(var))
    monkeypatch.setattr(stop, "BASE_DIR", tmp_path)
    yield home_of(var)
    PrivateServers(home_of(var)).stop()
    stop.remove()


def test_both_servers_end_and_may_start_again_with_their_data(home: Path) -> None:
    servers = PrivateServers(home)
    servers.ensure()
    with servers.postgres.connect() as connection, connection.cursor() as cursor:
        cursor.execute("create table kept as select 7 as n")
    assert stop.stop()
    assert not servers.postgres.up()
    assert not servers.redis.up()
    servers.ensure()
    with servers.postgres.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select n from kept")


def test_a_stranger_with_a_recorded_pid_is_left_alone(home: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        for name in ("run/redis.pid", "postgres/postmaster.pid"):
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text(f"{stranger.pid}\n")
        stop.pid_file().parent.mkdir(parents=True, exist_ok=True)
        stop.pid_file().write_text(f"{stranger.pid} http://127.0.0.1/\n")
        assert stop.supervisor() is None
        assert stop.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_cleaning_removes_what_lies_outside_too(home: Path, tmp_path: Path) -> None:
    (home / "postgres").mkdir(parents=True)
    (tmp_path / "node_modules").mkdir()
    stop.remove()
    assert not home.exists()
    assert not var_dir().exists()
    assert not (tmp_path / "node_modules").exists()
