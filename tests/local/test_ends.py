# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C, a closed terminal and `make stop` leave nothing running, whenever they come."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.local import stop
from portal.local.embedded import PrivateServers
from portal.local.places import BASE_DIR

#: The supervisor as it is, with small programs in place of web, worker and Django.
PROGRAM = """
import sys
from portal.local import supervisor
from portal.local.supervisor import Child

def programs(host, port):
    sleeper = [sys.executable, "-c", "import time; time.sleep(100)"]
    web = [sys.executable, "-m", "http.server", "--bind", host, str(port)]
    return [Child("web", web), Child("worker", sleeper), Child("beat", sleeper)]

supervisor.children = programs
supervisor.preparation = lambda: [sys.executable, "-c", "import time; time.sleep({seconds})"]
supervisor.main()
"""

#: In place of make, which waits for its program and passes no hang-up on.
LEADER = """
import signal, subprocess, sys
for number in (signal.SIGHUP, signal.SIGINT):
    signal.signal(number, lambda *_: None)
sys.exit(subprocess.call([sys.executable, "-c", sys.argv[1]]))
"""


@dataclass
class Terminal:
    """A supervisor in the foreground of a terminal of its own."""

    var: Path
    master: int
    process: subprocess.Popen[bytes]
    shown: bytes = b""

    @property
    def servers(self) -> PrivateServers:
        return PrivateServers(self.var / "private")

    def until(self, words: str) -> None:
        while words.encode() not in self.shown:
            read = os.read(self.master, 4096)
            assert read, self.shown.decode()
            self.shown += read

    def children(self, number: int) -> list[int]:
        """The supervisor's programs, as soon as there are so many."""
        until = time.monotonic() + 20
        while (pid := stop.supervisor()) is None:
            assert time.monotonic() < until
        listed = Path(f"/proc/{pid}/task/{pid}/children")
        while len(found := listed.read_text().split()) < number:
            assert time.monotonic() < until
            time.sleep(0.02)
        return [int(pid) for pid in found]

    def press_ctrl_c(self) -> None:
        os.write(self.master, b"\x03")

    def close(self) -> None:
        with suppress(OSError):
            os.close(self.master)


Start = Callable[[float], Terminal]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    var = Path(tempfile.mkdtemp(prefix="yc-", dir="/var/tmp"))
    var.chmod(0o711)
    monkeypatch.setenv("PORTAL_VAR_DIR", str(var))
    opened: list[Terminal] = []
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])

    def begin(seconds: float) -> Terminal:
        master, slave = pty.openpty()
        dropped = {"DATABASE_URL", "REDIS_URL", "PORTAL_MODE"}
        process = subprocess.Popen(
            [sys.executable, "-c", LEADER, PROGRAM.format(seconds=seconds)],
            stdin=slave, stdout=slave, stderr=slave, cwd=BASE_DIR, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={
                **{name: value for name, value in os.environ.items() if name not in dropped},
                "PORTAL_VAR_DIR": str(var), "PORT": port,
            },
        )  # fmt: skip
        os.close(slave)
        opened.append(Terminal(var, master, process))
        return opened[-1]

    yield begin
    for terminal in opened:
        terminal.close()
        terminal.process.kill()
        terminal.process.wait()
        terminal.servers.stop()
    shutil.rmtree(var, ignore_errors=True)


def _nothing_is_left(terminal: Terminal, children: list[int]) -> None:
    terminal.process.wait(40)
    until = time.monotonic() + 5
    left = set(children)
    while left and time.monotonic() < until:
        left = {pid for pid in left if Path(f"/proc/{pid}").exists()}
        time.sleep(0.05)
    assert not left
    assert not terminal.servers.postgres.pid_file.exists()
    assert not terminal.servers.redis.up()
    assert stop.supervisor() is None


def test_a_closed_terminal_ends_everything(start: Start) -> None:
    terminal = start(0)
    terminal.until("Ctrl-C stops everything")
    children = terminal.children(3)
    assert terminal.servers.up()
    terminal.close()
    _nothing_is_left(terminal, children)


def test_a_terminal_closed_while_preparing_ends_everything(start: Start) -> None:
    terminal = start(100)
    terminal.until("Bringing tables")
    children = terminal.children(1)
    terminal.close()
    _nothing_is_left(terminal, children)


def test_ctrl_c_while_the_servers_start_ends_them_too(start: Start) -> None:
    terminal = start(100)
    terminal.until("Starting the private")
    terminal.press_ctrl_c()
    terminal.press_ctrl_c()
    _nothing_is_left(terminal, [])
    assert terminal.process.returncode == 0


def test_make_stop_ends_a_running_portal_and_a_second_one_is_refused(start: Start) -> None:
    first = start(0)
    first.until("Ctrl-C stops everything")
    children = first.children(3)
    second = start(0)
    second.until("already runs here: http://localhost:")
    assert second.process.wait(10) == 1
    assert first.servers.up()
    assert stop.stop()
    _nothing_is_left(first, children)


def test_a_killed_supervisor_is_no_obstacle_for_the_next(start: Start) -> None:
    first = start(0)
    first.until("Ctrl-C stops everything")
    pid = stop.supervisor()
    assert pid
    os.kill(pid, signal.SIGKILL)
    first.process.wait()
    second = start(0)
    second.until("Ctrl-C stops everything")
    second.press_ctrl_c()
    _nothing_is_left(second, [])
