# SPDX-License-Identifier: Apache-2.0
"""The portal and the bare views, each under granian with the same workers."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from portal.local.private_redis import PrivateRedis
from tests.bench.load import Question, ask
from tests.chaos.processes import Process, wait_until
from tests.chaos.sink import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = "2"


@contextmanager
def _serving(home: Path, name: str, settings_module: str, door: str, **more: str) -> Iterator[int]:
    """Start granian on one application; yields its port."""
    port = free_port()
    server = Process(
        name,
        [
            str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host",
            "127.0.0.1", "--port", str(port), "--workers", WORKERS, "--blocking-threads", "4",
            "--no-ws", door,
        ],
        {**os.environ, "DJANGO_SETTINGS_MODULE": settings_module, **more},
        home / f"{name}.log",
    )  # fmt: skip
    server.start()

    def answers() -> bool:
        try:
            ask(port, [Question("/", status=200 if name == "portal" else 404)])
        except (OSError, AssertionError):
            return False
        return True

    try:
        wait_until(answers, f"{name} does not answer")
        yield port
    finally:
        server.kill()


@contextmanager
def both(bare: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve the portal and the bare views (with their settings); yields both ports."""
    home = Path(tempfile.mkdtemp(prefix="bench-"))
    (home / "run").mkdir()
    redis = PrivateRedis(home)
    redis.start()
    portal = {"REDIS_URL": redis.url, "MEDIA_DIR": str(home / "media")}
    try:
        with (
            _serving(home, "portal", "portal.config.settings", "portal.config.wsgi:application",
                     **portal) as mine,
            _serving(home, "bare", "tests.bench.bare.settings",
                     "tests.bench.bare.views:application", **bare) as other,
        ):  # fmt: skip
            yield mine, other
    finally:
        redis.stop()
        shutil.rmtree(home, ignore_errors=True)
