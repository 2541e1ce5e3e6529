# SPDX-License-Identifier: Apache-2.0
"""clamd itself, with one signature of the tests' own."""

from __future__ import annotations

import os
import pwd
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from portal.kernel.uploads import scanning
from portal.local.scanner import clamd, environ

#: What the tests' signature finds.
VIRUS = b"YICHUANG-TEST-VIRUS"
_WAIT = 60.0


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(path))
    except OSError:
        return False
    return True


class Scanner:
    """One clamd in a folder of its own, that can be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "s"
        self._config = folder / "clamd.conf"
        signatures = folder / "db"
        signatures.mkdir()
        (signatures / "test.ndb").write_text(f"Test.Yichuang:0:*:{VIRUS.hex()}\n")
        user = pwd.getpwuid(os.getuid()).pw_name
        self._config.write_text(
            f"Foreground yes\nUser {user}\nLocalSocket {self.socket}\nDatabaseDirectory {signatures}\n"
            "StreamMaxLength 25M\nMaxThreads 2\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(
            [clamd(), "-c", self._config], env=environ(),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + _WAIT
        while not _answers(self.socket):
            assert self._process.poll() is None, "clamd ended"
            assert time.monotonic() < until, "clamd does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        self.socket.unlink(missing_ok=True)


@pytest.fixture
def scanner(settings: LazySettings) -> Iterator[Scanner]:
    with tempfile.TemporaryDirectory() as folder:  # a socket's path may have 107 characters
        found = Scanner(Path(folder))
        settings.SCANNER_ADDRESS = f"unix:{found.socket}"
        scanning._asleep["until"] = 0.0
        found.start()
        yield found
        found.stop()
        scanning._asleep["until"] = 0.0
