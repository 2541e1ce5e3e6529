# SPDX-License-Identifier: Apache-2.0
"""Addresses of PostgreSQL and Redis, spelled for Django and for Celery."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit, urlunsplit

# every wait has an end (ms): a frozen database or a forgotten lock must answer, not hang
STATEMENT_TIMEOUT = 15_000
LOCK_TIMEOUT = 3_000
IDLE_TIMEOUT = 30_000


def postgres(url: str, *, test_name: str, relaxed: bool = False) -> dict[str, Any]:
    """Django's DATABASES entry of a `postgresql://` address; `?host=/folder` means a unix socket.

    `relaxed` gives up waiting for the disk on commit: tests only.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    settings = (
        f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={LOCK_TIMEOUT}"
        f" -c idle_in_transaction_session_timeout={IDLE_TIMEOUT}"
        # unset, each event costs a rolled-back subtransaction: quadratic in those of a transaction
        " -c pgtrigger.ignore={}"
    )
    if relaxed:
        settings += " -c synchronous_commit=off"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "tcp_user_timeout": 5000, "options": settings, **query},
        "TEST": {"NAME": test_name},
    }


def with_password(url: str, password: str) -> str:
    """Put a password into an address, spelled so that any character may stand in it.

    Without an address or a password the address stays as it is.
    """
    if not url or not password:
        return url
    parts = urlsplit(url)
    name, place = parts.username or "", parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{name}:{quote(password, safe='')}@{place}"))


def role(url: str) -> dict[str, str]:
    """Name and password of an address's role, as Django spells them; empty without an address."""
    parts = urlsplit(url)
    if not url:
        return {}
    return {"USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or "")}


def redis_db(url: str, number: int) -> str:
    """The same Redis server, database `number` (redis://, rediss:// or unix://)."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def broker(url: str, number: int) -> str:
    """The same, as kombu spells unix sockets."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket://{parts.path}?virtual_host={number}"
    return redis_db(url, number)
