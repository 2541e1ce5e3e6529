# SPDX-License-Identifier: Apache-2.0
"""Private servers: started once, by whoever comes first, and after any crash."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from portal.local.embedded import PrivateServers
from portal.local.places import SOCKET_LIMIT, home_of


@pytest.fixture
def servers() -> Iterator[PrivateServers]:
    home = Path(tempfile.mkdtemp(prefix="yc-", dir="/var/tmp"))
    private = PrivateServers(home)
    yield private
    private.stop()
    shutil.rmtree(home, ignore_errors=True)


def _query(servers: PrivateServers, sql: str) -> object:
    connection = psycopg2.connect(servers.postgres.owner_url())
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    finally:
        connection.close()


def _ensure(home: Path) -> bool:
    return PrivateServers(home).ensure()


def test_both_start_listen_on_no_port_and_stop(servers: PrivateServers) -> None:
    assert servers.ensure()
    assert _query(servers, "show listen_addresses") == ""
    assert _query(servers, "show server_encoding") == "UTF8"
    assert servers.redis.up()
    servers.stop()
    assert not servers.postgres.up()
    assert not servers.redis.up()


def test_a_second_call_starts_nothing(servers: PrivateServers) -> None:
    servers.ensure()
    pid = servers.redis.pid()
    assert not servers.ensure()
    assert servers.redis.pid() == pid


def test_four_that_come_at_once_start_one_server(servers: PrivateServers) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        started = pool.map(_ensure, [servers.home] * 4)
    assert sum(started) == 1
    assert servers.postgres.up()


def test_data_survive_a_kill_of_both(servers: PrivateServers) -> None:
    servers.ensure()
    _query(servers, "create table kept as select 7 as n")
    redis_pid = servers.redis.pid()
    assert redis_pid
    os.kill(redis_pid, signal.SIGKILL)
    os.kill(int((servers.postgres.pid_file).read_text().split()[0]), signal.SIGKILL)
    assert servers.ensure()
    assert _query(servers, "select n from kept") == 7


def test_a_pid_file_left_by_a_power_cut_is_no_obstacle(servers: PrivateServers) -> None:
    servers.ensure()
    pid_file = servers.postgres.pid_file
    stale = pid_file.read_text().splitlines()
    servers.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *stale[1:]]) + "\n")
    assert servers.ensure()


def test_others_connected_are_seen(servers: PrivateServers) -> None:
    servers.ensure()
    assert not servers.postgres.in_use()
    connection = psycopg2.connect(servers.postgres.owner_url())
    assert servers.postgres.in_use()
    connection.close()


def test_a_deep_folder_gets_a_short_path_for_its_sockets() -> None:
    deep = Path("/srv") / ("a" * 60) / ("b" * 60)
    home = home_of(deep)
    assert len(str(home / "run" / ".s.PGSQL.5432.lock")) <= SOCKET_LIMIT
    assert home == home_of(deep)


def test_a_closed_parent_sends_roots_servers_elsewhere(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    home = home_of(tmp_path / "var")
    as_root = os.geteuid() == 0
    assert home.is_relative_to("/var/tmp") == as_root or not as_root
