# SPDX-License-Identifier: Apache-2.0
"""`make run`: private servers, migrations, demo city, then web, worker and beat; Ctrl-C stops all.

A child that ends by itself is started again, later each time. Children's output goes to
`var/log/*.log`; the terminal shows only what a person needs.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.config.env import BASE_DIR
from portal.local import embedded

VAR = Path(os.environ.get("PORTAL_VAR_DIR") or BASE_DIR / "var")
BIN = Path(sys.executable).parent
GRACE = 25.0  # seconds a child may take to finish its work; Celery's soft shutdown takes 20
EVERY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - only compared with
STEADY = 30.0  # a child that lived this long is started again at once


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def _die_with_parent() -> None:
    """A supervisor that is killed outright takes its children along (Linux)."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


@dataclass
class Child:
    """One program that is kept running."""

    name: str
    command: list[str]
    stop_signal: int = signal.SIGTERM
    failures: int = 0
    started_at: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    wake_at: float = field(default=0.0)

    def start(self) -> None:
        log = VAR / "log" / f"{self.name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd=BASE_DIR, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True, preexec_fn=_die_with_parent,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )  # fmt: skip
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start again what ended by itself."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if not self.wake_at:
            self.failures = 0 if now - self.started_at > STEADY else self.failures + 1
            delay = min(30.0, 0.5 * 2**self.failures)
            self.wake_at = now + delay
            say(
                f"{self.name} ended ({self.process.returncode}); again in {delay:.0f} s, see var/log/{self.name}.log"
            )
        elif now >= self.wake_at:
            self.wake_at = 0.0
            self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def children(host: str, port: int) -> list[Child]:
    """Web, worker and beat as production runs them."""
    celery = [str(BIN / "celery"), "-A", "portal.config"]
    return [
        Child(
            "web",
            [
                str(BIN / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port),
                "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers",
                "--no-ws", "portal.config.wsgi:application",
            ],
        ),
        # SIGQUIT is Celery's soft shutdown: finish for a while, hand the rest back
        Child("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"], signal.SIGQUIT),
        Child("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]),
    ]  # fmt: skip


def manage(*arguments: str, check: bool = True) -> int:
    code = subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), *arguments], check=False, cwd=BASE_DIR
    ).returncode
    if check and code:
        sys.exit(f"!!! manage.py {' '.join(arguments)} failed ({code})")
    return code


def prepare() -> bool:
    """Servers up, tables there, city filled. True when the servers were started here."""
    say(
        "Starting the private PostgreSQL and Redis"
        if not os.environ.get("DATABASE_URL")
        else "Using DATABASE_URL"
    )
    started = embedded.ensure_running()
    say("Bringing the tables up to date")
    manage("migrate", "--no-input", "--verbosity", "0")
    say("Demo city: loading it when it is not there yet")
    manage("demo_city", "--if-empty")
    for folder in ("run", "log"):
        (VAR / folder).mkdir(parents=True, exist_ok=True)
    shutil.rmtree(VAR / "run" / "metrics", ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(VAR / "run" / "metrics")
    return started


def announce(host: str, port: int) -> None:
    print()
    manage("demo_city", "--accounts", check=False)
    shown = "127.0.0.1" if host in EVERY_ADDRESS else host
    print(f"\n    一窗  http://{shown}:{port}/    (Ctrl-C stops everything)\n", flush=True)


def free_port(host: str, wanted: int) -> int:
    """The wanted port, else the next one that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            say(f"Port {wanted} is taken; using {port}")
        return port
    sys.exit(f"!!! No free port from {wanted} on; choose one: PORT=9000 make run")


def wait_for_web(host: str, port: int, stop: threading.Event) -> None:
    """Return when the port answers."""
    while not stop.wait(0.1):
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            continue
        return


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    arguments = parser.parse_args()
    port = free_port(arguments.host, arguments.port)
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    stop = threading.Event()

    def on_signal(_signum: int, _frame: FrameType | None) -> None:
        stop.set()

    started = False
    running = children(arguments.host, port)
    try:
        started = prepare()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, on_signal)
        for child in running:
            child.start()
        wait_for_web(arguments.host, port, stop)
        if not stop.is_set():
            announce(arguments.host, port)
        while not stop.wait(0.5):
            for child in running:
                child.watch()
    except KeyboardInterrupt:
        say("Interrupted")
    finally:
        shut_down(running, stop_servers=started)


def shut_down(running: list[Child], *, stop_servers: bool) -> None:
    say("Stopping web, worker and beat")
    for child in running:
        child.stop()
    until = time.monotonic() + GRACE
    for child in running:
        child.wait(until)
    servers = embedded.default_servers()
    if not os.environ.get("DATABASE_URL") and (stop_servers or not servers.postgres.in_use()):
        say("Stopping the private PostgreSQL and Redis")
        servers.stop()
    say("Stopped. Nothing is left running.")


if __name__ == "__main__":
    main()
