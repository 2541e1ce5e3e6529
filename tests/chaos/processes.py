# SPDX-License-Identifier: Apache-2.0
"""The portal as real processes on the test's own database and a Redis of its own, to be killed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from celery import Celery
from django.db import connection

from portal.config import databases
from portal.config.env import BASE_DIR
from portal.kernel.outbox.heartbeat import Heartbeat
from portal.kernel.outbox.models import OutboxMessage
from portal.local.private_redis import PrivateRedis
from tests import copies
from tests.chaos import sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BIN = Path(sys.executable).parent
PATIENCE = 120.0  # seconds for what was interrupted to come about after all


def wait_until(true: Callable[[], bool], what: str, patience: float = PATIENCE) -> float:
    """Return the seconds that it took until something was true; raises AssertionError."""
    started = time.monotonic()
    pause = threading.Event()
    while not true():
        assert time.monotonic() - started < patience, what
        pause.wait(0.1)
    return time.monotonic() - started


def _said(log: Path, word: str) -> bool:
    return word in log.read_text(encoding="utf-8")


@dataclass
class Process:
    """One program with its children, started and killed as often as one likes."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    running: subprocess.Popen[bytes] | None = None
    kills: int = 0

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(
                self.command, cwd=BASE_DIR, env=self.environment, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip

    def kill(self) -> None:
        """Kill -9, with all its children; nothing gets a chance to tidy up."""
        if self.running is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.running.wait()
        self.running = None
        self.kills += 1

    def kill_a_child(self) -> None:
        """Kill -9 one child; its parent is expected to replace it."""
        if self.running is None:
            return
        pid = self.running.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)
        self.kills += 1


@dataclass
class Redis:
    """A Redis server of one's own with the append-only file that production has."""

    server: PrivateRedis
    kills: int = 0

    def kill(self, *, forget: bool = False) -> None:
        """Kill -9; with ``forget`` its disk is lost, too, and every message in the queue."""
        pid = self.server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.server.up(), "redis outlived its kill")
        if forget:
            shutil.rmtree(self.server.home / "redis")
        self.kills += 1

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it without closing a single connection: worse than dead."""
        pid = self.server.pid()
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)


@dataclass
class Stand:
    """All processes of one trial."""

    home: Path
    port: int
    mail_port: int
    mails: sink.Sink
    web_processes: int
    web_threads: int
    redis: Redis = field(init=False)
    web: Process = field(init=False)
    worker: Process = field(init=False)
    beat: Process = field(init=False)

    def __post_init__(self) -> None:
        self.redis = Redis(PrivateRedis(self.home))
        celery = [str(BIN / "celery"), "-A", "portal.config"]
        self.web = self._process(
            "web", str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", str(self.web_processes), "--blocking-threads",
            str(self.web_threads), "--respawn-failed-workers", "--no-ws", "portal.config.wsgi:application",
        )  # fmt: skip
        self.worker = self._process("worker", *celery, "worker", "--concurrency", "2")
        self.beat = self._process(
            "beat", *celery, "beat", "--pidfile", "", "-s", str(self.home / "schedule")
        )

    def _process(self, name: str, *command: str) -> Process:
        return Process(name, list(command), self.environment, self.home / f"{name}.log")

    @property
    def media(self) -> Path:
        return self.home / "media"

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PORTAL_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "portal.config.settings",
            "DATABASE_URL": copies.application(str(connection.settings_dict["NAME"])),
            "REDIS_URL": self.redis.server.url,
            "MEDIA_DIR": str(self.media),
            "AUDIT_DIGEST_DIR": str(self.home / "digests"),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(self.mail_port),
        }

    def start(self) -> None:
        """Start web and worker; beat, which sweeps, is the trial's own choice."""
        self.redis.server.start()
        self.web.start()
        self.worker.start()
        wait_until(self._answers, f"no web server, see {self.web.log}")
        self.wait_for_worker()

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        return False

    def ask_for(self, task: str) -> None:
        """Put one task into the queue, as beat does."""
        with Celery(broker=databases.broker(self.redis.server.url, 0)) as app:
            app.send_task(task, queue="yichuang", ignore_result=True)

    def wait_for_worker(self) -> None:
        """Return when the worker has done everything that was in its queue before."""
        Heartbeat.objects.all().delete()
        self.ask_for("kernel.heartbeat")
        wait_until(Heartbeat.objects.exists, f"no worker, see {self.worker.log}")

    def wait_for_silence(self) -> None:
        """Return when the web process has found no Redis; its bell rests for half a minute now."""
        said = partial(_said, self.web.log, "outbox_bell_silent")
        wait_until(said, f"the bell never missed Redis, see {self.web.log}")

    @staticmethod
    def pending() -> int:
        """Return how many effects have not come about yet."""
        return OutboxMessage.objects.filter(state="pending").count()

    def wait_for_progress(self, effects: int) -> None:
        """Return when so many more effects have come about, or all of them."""
        goal = max(self.pending() - effects, 0)
        wait_until(lambda: self.pending() <= goal, f"it stands still, see {self.worker.log}")

    def stop(self) -> None:
        for process in (self.beat, self.worker, self.web):
            process.kill()
        self.redis.server.stop()


@contextlib.contextmanager
def standing(web_processes: int = 2, web_threads: int = 8) -> Iterator[Stand]:
    """Yield a stand with web and worker up; nothing of it is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="chaos-"))
    (home / "run").mkdir()
    with sink.listening() as (mails, mail_port):
        stand = Stand(home, sink.free_port(), mail_port, mails, web_processes, web_threads)
        try:
            stand.start()
            yield stand
        finally:
            stand.stop()
            shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def killing(act: Callable[[], None], *, every: float) -> Iterator[None]:
    """Do something unkind every few seconds for as long as the block lasts."""
    done = threading.Event()

    def harass() -> None:
        while not done.wait(every):
            act()

    thread = threading.Thread(target=harass)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
