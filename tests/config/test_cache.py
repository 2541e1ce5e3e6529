# SPDX-License-Identifier: Apache-2.0
"""The cache may be away; nobody may notice more than a pause."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config.cache import PatientRedisCache
from portal.config.databases import redis_db
from portal.local.embedded import PrivateServers

OPTIONS = {"OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}}


@pytest.fixture
def servers() -> Iterator[PrivateServers]:
    home = Path(tempfile.mkdtemp(prefix="yc-", dir="/var/tmp"))
    private = PrivateServers(home)
    private.ensure()
    PatientRedisCache._down_until = 0.0
    yield private
    PatientRedisCache._down_until = 0.0
    private.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def cache(servers: PrivateServers) -> PatientRedisCache:
    return PatientRedisCache(redis_db(servers.redis.url, 1), OPTIONS)


def test_it_keeps_what_it_is_given(cache: PatientRedisCache) -> None:
    cache.set("k", {"n": 1})
    assert cache.get("k") == {"n": 1}
    assert cache.get_many(["k", "none"]) == {"k": {"n": 1}}
    assert not cache.add("k", 2)
    cache.set("n", 1)
    assert cache.incr("n") == 2
    assert cache.delete("k")
    assert cache.get("k", "gone") == "gone"


def test_a_stopped_redis_reads_as_empty(servers: PrivateServers, cache: PatientRedisCache) -> None:
    cache.set("k", 1)
    servers.redis.stop()
    assert cache.get("k", "away") == "away"
    cache.set("k", 2)
    assert cache.incr("k") == 1
    assert cache.get_many(["k"]) == {}
    assert not cache.has_key("k")


def test_a_frozen_redis_costs_one_time_out_not_one_a_call(
    servers: PrivateServers, cache: PatientRedisCache
) -> None:
    pid = servers.redis.pid()
    assert pid
    os.kill(pid, signal.SIGSTOP)
    started = time.monotonic()
    try:
        for _ in range(50):
            assert cache.get("k") is None
    finally:
        os.kill(pid, signal.SIGCONT)
    assert time.monotonic() - started < 4
