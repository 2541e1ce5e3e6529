# SPDX-License-Identifier: Apache-2.0
"""A provider that knows who somebody is: django-oauth-toolkit's OpenID server in its own process.

What it says can be made wrong from outside, one fault at a time: `Running.fails("wrong_nonce")`.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from portal.config.env import BASE_DIR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CLIENT, SECRET = "yichuang", "a-secret-of-the-provider"
PATIENCE = 30.0


@dataclass
class Running:
    """A running provider. Whoever goes there is whom the last ``knows`` said, or nobody."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Return status and Location, or the body where there is none."""
        visit = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            visit.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = visit.getresponse()
            return answer.status, answer.headers.get("Location") or answer.read().decode()
        finally:
            visit.close()

    def knows(self, subject: str, **claims: Any) -> None:
        """Let the next visitor be somebody of whom these claims are known; nothing fails any more."""
        self._ask("POST", "/test/", urlencode({"subject": subject, "claims": json.dumps(claims)}))

    def fails(self, fault: str) -> None:
        """Let one thing be wrong from now on."""
        self._ask("POST", "/test/", urlencode({"fault": fault}))

    def asked(self) -> list[str]:
        """Return method and path of what was asked of it, without queries, the oldest first."""
        found: list[str] = json.loads(self._ask("GET", "/test/")[1])
        return found

    def visit(self, address: str) -> str:
        """Go where the portal sends a browser; returns where the provider sends it back to."""
        there = urlsplit(address)
        status, back = self._ask("GET", f"{there.path}?{there.query}")
        assert status == 302, back
        return back


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def standing(
    home: Path, redirect_uri: str, *, port: int = 0, environment: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Yield a provider in a process of its own, with its own database in a folder."""
    port = port or _free_port()
    own = {
        **os.environ,
        **(environment or {}),
        "PROVIDER_HOME": str(home),
        "PROVIDER_PORT": str(port),
        "PROVIDER_REDIRECT": redirect_uri,
        "DJANGO_SETTINGS_MODULE": "tests.provider.settings",
    }
    with (home / "provider.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.provider.serve"], cwd=BASE_DIR, env=own,
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait(port, process, home)
        yield Running(port, process)
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: subprocess.Popen[bytes], home: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError((home / "provider.log").read_text())
