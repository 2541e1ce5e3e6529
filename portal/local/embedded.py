# SPDX-License-Identifier: Apache-2.0
"""The private PostgreSQL and Redis under `var/`, on unix sockets, for demo, development and tests.

Nothing listens on a port and nothing of the host is touched. `ensure_running()` is race-safe and
returns at once when both are up or when DATABASE_URL and REDIS_URL name real servers.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from portal.local.places import home_of, var_dir
from portal.local.private_postgres import CannotStart, PrivatePostgres
from portal.local.private_redis import PrivateRedis


@dataclass(frozen=True)
class PrivateServers:
    """One private pair of servers; tests may make further ones in folders of their own."""

    home: Path

    @property
    def postgres(self) -> PrivatePostgres:
        """The private PostgreSQL."""
        return PrivatePostgres(self.home)

    @property
    def redis(self) -> PrivateRedis:
        """The private Redis."""
        return PrivateRedis(self.home)

    def up(self) -> bool:
        """Tell whether both answer."""
        return self.postgres.up() and self.redis.up()

    def ensure(self) -> bool:
        """Start what is down. True when this call started PostgreSQL."""
        if self.up():
            self.postgres.create_database()  # a server of an earlier release knows one role only
            return False
        with self._locked():
            (self.home / "run").mkdir(exist_ok=True)
            started = self.postgres.start()
            self.redis.start()
        return started

    def stop(self) -> None:
        """Stop both, Redis first; nothing when there is no folder."""
        if not self.home.exists():
            return
        with self._locked():
            self.redis.stop()
            self.postgres.stop()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        if self.home.stat().st_uid != os.geteuid():
            raise CannotStart(f"{self.home} belongs to somebody else; remove it and try again.")
        self.home.chmod(0o711)
        with (self.home / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def default_servers(var: Path | None = None) -> PrivateServers:
    """The servers of this checkout."""
    return PrivateServers(home_of(var or var_dir()))


def ensure_running() -> bool:
    """Start the private servers unless both addresses are given. True when started by this call."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return False
    if os.environ.get("PORTAL_MODE") == "production":
        return False  # settings refuse the missing address by name
    return default_servers().ensure()


def refuse_other_keys() -> None:
    """End with OtherKeys when the private database was written with keys that are not at hand."""
    if os.environ.get("DATABASE_URL") or os.environ.get("PORTAL_MODE") in {"production", "test"}:
        return
    from portal.local import keys  # noqa: PLC0415 - reads the environment, which brings Celery

    keys.refuse_other_keys(default_servers().postgres, var_dir())


def main() -> None:
    """Start, stop or ask about the private servers, as the arguments say."""
    parser = argparse.ArgumentParser(description="The private servers under var/")
    parser.add_argument("act", choices=["start", "stop", "status"])
    parser.add_argument("--if-idle", action="store_true", help="leave them to whoever is connected")
    arguments = parser.parse_args()
    servers = default_servers()
    if arguments.act == "start":
        servers.ensure()
    elif arguments.act == "stop" and not (arguments.if_idle and servers.postgres.in_use()):
        servers.stop()
    up = servers.up()
    print(f"{servers.home}: {'up' if up else 'down'}")
    sys.exit(0 if arguments.act != "status" or up else 1)


if __name__ == "__main__":
    main()
