# SPDX-License-Identifier: Apache-2.0
"""One supervisor: what ends by itself comes back, and everything ends with it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from portal.local import supervisor


@pytest.fixture(autouse=True)
def _logs_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supervisor, "VAR", tmp_path)


def _sleeper(name: str = "sleeper") -> supervisor.Child:
    return supervisor.Child(name, [sys.executable, "-c", "import time; time.sleep(60)"])


def _until(condition: object) -> None:
    deadline = time.monotonic() + 20
    while not condition():  # type: ignore[operator]  # a callable
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_killed_child_is_started_again() -> None:
    child = _sleeper()
    child.start()
    assert child.process
    first = child.process.pid
    os.kill(first, signal.SIGKILL)
    child.process.wait()

    def again() -> bool:
        child.watch()
        assert child.process
        return child.process.pid != first

    _until(again)
    child.stop()
    child.wait(time.monotonic() + 5)


def test_a_child_that_fails_at_once_is_started_later_each_time() -> None:
    child = supervisor.Child("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    child.start()
    looked_at = [0.0]

    def failed_twice() -> bool:
        looked_at.append(time.monotonic())
        child.watch()
        return child.failures >= 2

    _until(failed_twice)
    assert child.wake_at > looked_at[-1] + 1


def test_a_child_that_does_not_listen_is_killed_in_the_end(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f" pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    child = supervisor.Child("deaf", [sys.executable, "-c", code])
    child.start()
    _until(ready.exists)
    child.stop()
    child.wait(time.monotonic() + 0.3)
    assert child.process
    assert child.process.poll() == -signal.SIGKILL


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert supervisor.free_port("127.0.0.1", port) != port
