# SPDX-License-Identifier: Apache-2.0
"""`make stop` and `make clean`: end what this checkout runs; remove what it made.

Standard library only, so that both work when the environment is broken or gone. A process is
only ended when it still is what its pid file says: after a power cut the number may be a stranger's.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from portal.local.places import BASE_DIR, homes_of, shown, var_dir
from portal.local.terminal import say

PATIENCE = 60.0  # seconds; the supervisor gives its programs 25
SUPERVISOR = "supervisor.pid"


def pid_file() -> Path:
    """Holds the pid of the running supervisor, which keeps it locked while it lives."""
    return var_dir() / "run" / SUPERVISOR


def supervisor() -> int | None:
    """Process of the running supervisor of this checkout."""
    try:
        with pid_file().open() as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return None
    except BlockingIOError:
        return _number(pid_file())
    return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def _server(path: Path, home: Path) -> int | None:
    """Process of a private server: one that works in its home."""
    pid = _number(path)
    if pid is None:
        return None
    try:
        where = Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None
    return pid if where.is_relative_to(home.resolve()) else None


def _end(pid: int, number: signal.Signals) -> bool:
    """Whether the process is gone now."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if not _lives(pid):
            return True
        time.sleep(0.05)
    return False


def _lives(pid: int) -> bool:
    try:
        # a zombie has ended, whoever has yet to notice
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def stop() -> bool:
    """End the supervisor with its programs, then PostgreSQL and Redis. True when all are gone."""
    good = True
    running = supervisor()
    if running is not None:
        say("Stopping web, worker and beat")
        good &= _end(running, signal.SIGTERM)
    for home in homes_of(var_dir()):
        for path, number in (
            (home / "run" / "redis.pid", signal.SIGTERM),
            (home / "postgres" / "postmaster.pid", signal.SIGINT),  # roll back and end
        ):
            pid = _server(path, home)
            if pid is not None:
                say(f"Stopping {'Redis' if number is signal.SIGTERM else 'PostgreSQL'}")
                good &= _end(pid, number)
    return good


def remove() -> None:
    """Remove `var/`, node_modules and the servers' home outside; keys and data go together."""
    elsewhere = homes_of(var_dir())[1]
    for folder in (elsewhere, var_dir(), BASE_DIR / "node_modules"):
        if not folder.exists() or (folder == elsewhere and folder.stat().st_uid != os.geteuid()):
            continue  # anybody may make a folder under /var/tmp
        try:
            shutil.rmtree(folder)
        except PermissionError as error:
            sys.exit(f"!!! {error.filename} belongs to another user, who has to remove it.")
        say(f"Removed {shown(folder)}")


def main() -> None:
    """Stop what runs of this portal; with ``--remove`` delete its data too."""
    parser = argparse.ArgumentParser(description="End what this checkout runs")
    parser.add_argument("--remove", action="store_true", help="and remove all that it made")
    arguments = parser.parse_args()
    if not stop():
        sys.exit("!!! Something still runs; was it started by another user?")
    if arguments.remove:
        remove()


if __name__ == "__main__":
    main()
