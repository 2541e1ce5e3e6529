# SPDX-License-Identifier: Apache-2.0
"""The cache may be away; nobody may notice more than a pause."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from math import inf
from pathlib import Path

import pytest

from portal.config.cache import PatientRedisCache
from portal.config.databases import redis_db
from portal.local.private_redis import PrivateRedis

OPTIONS = {"OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}}


@pytest.fixture
def redis() -> Iterator[PrivateRedis]:
    home = Path(tempfile.mkdtemp(prefix="yc-", dir="/var/tmp"))
    (home / "run").mkdir()
    private = PrivateRedis(home)
    private.start()
    PatientRedisCache._down_until = 0.0
    yield private
    PatientRedisCache._down_until = 0.0
    private.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def cache(redis: PrivateRedis) -> PatientRedisCache:
    return PatientRedisCache(redis_db(redis.url, 1), OPTIONS)


def test_it_keeps_what_it_is_given(cache: PatientRedisCache) -> None:
    cache.set("k", {"n": 1})
    assert cache.get("k") == {"n": 1}
    assert cache.get_many(["k", "none"]) == {"k": {"n": 1}}
    assert not cache.add("k", 2)
    cache.set("n", 1)
    assert cache.incr("n") == 2
    assert cache.delete("k")
    assert cache.get("k", "gone") == "gone"


def test_a_stopped_redis_reads_as_empty(redis: PrivateRedis, cache: PatientRedisCache) -> None:
    cache.set("k", 1)
    redis.stop()
    assert cache.get("k", "away") == "away"
    cache.set("k", 2)
    assert cache.incr("k") == 1
    assert cache.get_many(["k"]) == {}
    assert not cache.has_key("k")


def test_a_frozen_redis_costs_one_time_out_not_one_a_call(
    redis: PrivateRedis,
    cache: PatientRedisCache,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("portal.config.cache.REST", inf)
    pid = redis.pid()
    assert pid
    os.kill(pid, signal.SIGSTOP)
    try:
        for _ in range(50):
            assert cache.get("k") is None
    finally:
        os.kill(pid, signal.SIGCONT)
    assert [record.message for record in caplog.records] == ["cache is away"]
