# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from django.db import connection
from redis.connection import parse_url

from portal.config import databases


def test_a_tcp_address_is_taken_apart() -> None:
    entry = databases.postgres(
        "postgresql://u:p%40ss@db:5433/portal?sslmode=require", test_name="t"
    )
    assert (entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"]) == (
        "u",
        "p@ss",
        "db",
        "5433",
    )
    assert entry["NAME"] == "portal"
    assert entry["OPTIONS"]["sslmode"] == "require"


@pytest.mark.django_db
def test_each_connection_spares_the_trigger_of_events_its_subtransaction() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW pgtrigger.ignore")
        assert cursor.fetchone() == ("{}",)


def test_a_unix_socket_is_the_host() -> None:
    entry = databases.postgres("postgresql://u@/portal?host=/run/pg", test_name="t")
    assert entry["HOST"] == "/run/pg"


def test_another_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        databases.postgres("mysql://u@h/x", test_name="t")


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        (
            "unix:///run/r.sock",
            "unix:///run/r.sock?db=1",
            "redis+socket:///run/r.sock?virtual_host=1",
        ),
        ("redis://:pw@h:6379/0", "redis://:pw@h:6379/1", "redis://:pw@h:6379/1"),
    ],
)
def test_redis_databases_are_chosen_by_number(url: str, cache: str, broker: str) -> None:
    assert databases.redis_db(url, 1) == cache
    assert databases.broker(url, 1) == broker


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("statement_timeout", "15s"),
        ("lock_timeout", "3s"),
        ("idle_in_transaction_session_timeout", "30s"),
    ],
)
def test_every_wait_on_the_database_has_an_end(setting: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"show {setting}")
        assert cursor.fetchone() == (value,)


@pytest.mark.parametrize("password", ["p@ss:w/rd?#%", "密码 with a space", "$&+,;=[]", "plain"])
def test_any_character_may_stand_in_a_password(password: str) -> None:
    url = databases.with_password("postgresql://portal_app@postgres:5432/portal", password)
    entry = databases.postgres(url, test_name="t")
    assert (entry["USER"], entry["PASSWORD"]) == ("portal_app", password)
    assert (entry["HOST"], entry["PORT"], entry["NAME"]) == ("postgres", "5432", "portal")
    redis = databases.with_password("redis://redis:6379/0", password)
    for spelled in (databases.redis_db(redis, 1), databases.broker(redis, 2)):
        given = parse_url(spelled)  # type: ignore[no-untyped-call]
        assert (given["password"], given["host"], given["port"]) == (password, "redis", 6379)


def test_without_a_password_of_its_own_an_address_stays() -> None:
    for url in ("", "postgresql://u:p%40ss@db/portal"):
        assert databases.with_password(url, "") == url
