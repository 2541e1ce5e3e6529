# SPDX-License-Identifier: Apache-2.0
"""`make run`: private servers, migrations, demo city, then web, worker and beat; Ctrl-C stops all.

A child that ends by itself is started again, later each time. Children's output goes to
`var/log/*.log`; the terminal shows only what a person needs. Ctrl-C, a closed terminal and
`make stop` end everything, at whatever point of the start they come.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import http.client
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from portal.local import embedded
from portal.local.places import BASE_DIR, shown, var_dir
from portal.local.stop import pid_file
from portal.local.terminal import say

VAR = var_dir()
BIN = Path(sys.executable).parent
GRACE = 25.0  # seconds a child may take to finish its work; Celery's soft shutdown takes 20
#: Where this machine itself reaches the portal: everywhere, or by its loopback alone.
OWN_ADDRESSES = ("0.0.0.0", "::", "127.0.0.1")  # noqa: S104 - only compared with
YOUNG, YOUNG_GRACE = 10.0, 5.0  # a worker that was still starting may never hear of its end
STEADY = 30.0  # a child that lived this long is started again at once


class Stop:
    """Whether the end was asked for; set by signal handlers too.

    It takes no lock, as an Event does: a second Ctrl-C may come while the first one's handler holds it.
    """

    def __init__(self) -> None:
        self._asked = False
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def set(self) -> None:
        """Ask for the end."""
        self._asked = True
        with suppress(BlockingIOError):
            os.write(self._write, b".")

    def is_set(self) -> bool:
        """Tell whether the end was asked for."""
        return self._asked

    def wait(self, seconds: float) -> bool:
        """Sleep for some seconds, or until the end is asked for; true in that case."""
        if not self._asked:
            select.select([self._read], [], [], seconds)
        return self._asked


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
        """Start the process in a group of its own."""
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
        """End the whole group, by force when it does not go."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def wait(self, until: float) -> None:
        """Wait for the end, until a moment of the monotonic clock; then kill."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def end_by(self, now: float) -> float:
        """When a child that was told to stop now has to be gone."""
        return now + (YOUNG_GRACE if now - self.started_at < YOUNG else GRACE)


def children(host: str, port: int) -> list[Child]:
    """Web, worker and beat as production runs them."""
    celery = [str(BIN / "celery"), "-A", "portal.config"]
    return [
        Child(
            "web",
            [
                str(BIN / "granian"), "--interface", "wsgi", "--host", host, "--port", str(port),
                "--workers", "2", "--blocking-threads", "8", "--respawn-failed-workers",
                "--no-ws", "portal.config.wsgi:application",
            ],
        ),
        # SIGQUIT is Celery's soft shutdown: finish for a while, hand the rest back
        Child("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"], signal.SIGQUIT),
        Child("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]),
    ]  # fmt: skip


def address(host: str, port: int) -> str:
    """What a person on this machine types into the browser: a name, as passkeys want no IP address."""
    name = "localhost" if host in OWN_ADDRESSES else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def start_servers() -> bool:
    """PostgreSQL and Redis up. True when they were started here."""
    given = os.environ.get("DATABASE_URL")
    say("Using DATABASE_URL" if given else "Starting the private PostgreSQL and Redis")
    return embedded.ensure_running()


def preparation() -> list[str]:
    """The command that readies database and city; one process, since loading Django takes a second."""
    accounts = str(VAR / "run" / "accounts.txt")
    return [sys.executable, str(BASE_DIR / "manage.py"), "prepare_demo", "--accounts-to", accounts]


def prepare(stop: Stop) -> None:
    """Tables there, city filled; ends early when asked to stop, and with a message on failure."""
    say("Bringing tables and demo city up to date")
    for folder in ("run", "log"):
        (VAR / folder).mkdir(parents=True, exist_ok=True)
    # in a session of its own, so that Ctrl-C reaches us alone and the end has one order
    process = subprocess.Popen(
        preparation(), cwd=BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=_die_with_parent,
    )  # fmt: skip
    while process.poll() is None:
        if stop.wait(0.02):
            process.terminate()
            process.wait()
            return
    if process.returncode:
        sys.exit(f"!!! The portal could not be prepared ({process.returncode}); see above.")
    shutil.rmtree(VAR / "run" / "metrics", ignore_errors=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(VAR / "run" / "metrics")


def announce(host: str, port: int) -> None:
    """Say on the terminal where the portal answers."""
    say(f"\n    一窗  {address(host, port)}    (Ctrl-C stops everything)\n", lead="")
    with suppress(FileNotFoundError):
        say((VAR / "run" / "accounts.txt").read_text(encoding="utf-8"), lead="")
    if not os.environ.get("SMTP_HOST"):
        say(f"Mails of the demo are files under {shown(VAR / 'mail')}")


def free_port(host: str, wanted: int) -> int:
    """The wanted port, else the next one that nobody listens on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in range(wanted, wanted + 50):
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            say(f"Port {wanted} is taken; using {port}")
        return port
    sys.exit(f"!!! No free port from {wanted} on; choose one: PORT=9000 make run")


def answers(host: str, port: int) -> bool:
    """Whether a visitor would get an answer, be it a refusal."""
    visit = http.client.HTTPConnection(host, port, timeout=1)
    try:
        visit.request("GET", "/healthz")
        visit.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        visit.close()
    return True


@contextmanager
def alone() -> Iterator[Callable[[str], None]]:
    """Hold the pid file and give what notes our address in it. Exits when another one runs.

    Two supervisors would share logs, metrics and beat.
    """
    path = pid_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            other = handle.read().partition(" ")[2].strip()
            sys.exit(f"!!! 一窗 already runs here: {other}  (make stop ends it)")

        def note(where: str) -> None:
            handle.truncate(0)
            handle.write(f"{os.getpid()} {where}\n")
            handle.flush()

        note("starting")
        yield note


def listen_to_signals() -> Stop:
    """The event that Ctrl-C, a closed terminal or `kill` sets; further ones do not cut the end short."""
    stop = Stop()

    def on_signal(_signum: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # who started us with nohup wants to close the terminal
        if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue
        signal.signal(number, on_signal)
        if number is signal.SIGHUP:
            threading.Thread(target=_watch_terminal, args=[stop], daemon=True).start()
    return stop


def _watch_terminal(stop: Stop) -> None:
    """Also stop when the terminal goes away unheard.

    The kernel tells the first program of a terminal only; where that is `make`, it keeps it to itself.
    """
    terminals = [number for number in (0, 1, 2) if os.isatty(number)]
    while terminals and not stop.wait(0.5):
        if not os.isatty(terminals[0]):
            stop.set()


def keep_running(host: str, port: int, programs: list[Child], stop: Stop) -> None:
    """Start the web server, then what works behind it, and keep all up until asked to stop."""
    web, *others = programs
    web.start()
    # the first visitor is not to wait for the worker's start
    while not stop.is_set() and not answers(host, port):
        web.watch()
        stop.wait(0.1)
    if stop.is_set():
        return
    announce(host, port)
    for child in others:
        child.start()
    while not stop.wait(0.5):
        for child in programs:
            child.watch()


def main() -> None:
    """Run the whole portal until it is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or "8000"))
    arguments = parser.parse_args()
    stop = listen_to_signals()
    with alone() as note:
        port = free_port(arguments.host, arguments.port)
        note(address(arguments.host, port))
        os.environ.setdefault("BASE_URL", address(arguments.host, port).rstrip("/"))
        programs, started = children(arguments.host, port), False
        try:
            started = start_servers()
            if not stop.is_set():
                prepare(stop)
            if not stop.is_set():
                keep_running(arguments.host, port, programs, stop)
        finally:
            shut_down(programs, stop_servers=started)


def shut_down(programs: list[Child], *, stop_servers: bool) -> None:
    """End programs first, then the servers that they use."""
    if any(child.process for child in programs):
        say("Stopping web, worker and beat")
    now = time.monotonic()
    for child in programs:
        child.stop()
    for child in programs:
        child.wait(child.end_by(now))
    servers = embedded.default_servers()
    if not os.environ.get("DATABASE_URL") and (stop_servers or not servers.postgres.in_use()):
        say("Stopping the private PostgreSQL and Redis")
        servers.stop()
    say("Stopped. Nothing is left running.")


if __name__ == "__main__":
    main()
