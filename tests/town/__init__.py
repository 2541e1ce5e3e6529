# SPDX-License-Identifier: Apache-2.0
"""A whole demo city with real processes: web, worker, PostgreSQL, Redis, SMTP, and days that pass.

`built()` names a database with the city that is copied for every beginning, so that what happens
in a town is nobody else's business.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg2
import redis
from aiosmtpd.controller import Controller
from celery import Celery

from portal.config import databases
from portal.config.env import BASE_DIR
from portal.local.private_redis import PrivateRedis
from tests import provider
from tests.copies import CITY, address, application, drop, kept, sql, tables
from tests.town import moving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
PASSWORD = "yichuang-demo-2026"
#: A Monday with no holiday near it; the city opens at nine.
MORNING = "2026-03-02 09:00"
SHANGHAI = ZoneInfo("Asia/Shanghai")
PATIENCE = 40.0  # seconds for what the worker does; a paper takes one or two
BIN = Path(sys.executable).parent


#: The identity door of a town. Nobody stands behind it unless a journey lets somebody.
DOOR = {
    "name": "示例身份认证平台", "client_id": provider.CLIENT, "client_secret": provider.SECRET,
    "level": "identity", "claims": {"id_number": "idcard"},
}  # fmt: skip


ROWS_OF_A_TOWN = 100_000
COUNT_FROM = """
    DO $$ DECLARE one regclass; BEGIN
        FOR one IN SELECT c.oid::regclass FROM pg_class c WHERE c.relkind = 'S' LOOP
            PERFORM setval(one, nextval(one) + {});
        END LOOP;
    END $$"""


def _create(name: str, *, template: str = "template1") -> None:
    """Create a database whose `clock_timestamp()` is the town's, not the world's."""
    drop(name)
    sql(
        f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
        f'ALTER DATABASE "{name}" SET search_path = public, town, pg_catalog',
    )
    sql(
        "CREATE SCHEMA IF NOT EXISTS town",
        "CREATE TABLE IF NOT EXISTS town.clock (ahead interval NOT NULL)",
        "GRANT USAGE ON SCHEMA town TO PUBLIC",
        "GRANT SELECT ON town.clock TO PUBLIC",
        "CREATE OR REPLACE FUNCTION town.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS"
        " 'SELECT pg_catalog.clock_timestamp() + ahead FROM town.clock'",
        database=name,
    )


def _environment(
    home: Path, database: str, port: int, mail_port: int, door_port: int
) -> dict[str, str]:
    door = {**DOOR, "issuer": f"http://127.0.0.1:{door_port}"}
    return {
        **os.environ,
        "PORTAL_MODE": "test",
        "DATABASE_URL": application(database),
        "DATABASE_OWNER_URL": address(database),
        "REDIS_URL": PrivateRedis(home).url,
        "BASE_URL": f"http://localhost:{port}",  # an IP address has no passkeys
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail_port),
        "MEDIA_DIR": str(home / "media"),
        "AUDIT_DIGEST_DIR": str(home / "digests"),
        "SIGNING_KEY_FILE": str(home / "seal.key.pem"),
        "SIGNING_CERT_FILE": str(home / "seal.cert.pem"),
        "TEST_DB_SUFFIX": "",
        "PYTHONPATH": os.pathsep.join([str(BASE_DIR), os.environ.get("PYTHONPATH", "")]),
        "IDENTITY_PROVIDERS": json.dumps({"nation": door}),
        moving.VARIABLE: str(home / "clock"),
    }


def _set_clock(home: Path, database: str, text: str) -> None:
    moment = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    ahead = moment.timestamp() - time.time()
    sql(
        "DELETE FROM town.clock",
        f"INSERT INTO town.clock VALUES ('{moment}'::timestamptz - pg_catalog.clock_timestamp())",
        database=database,
    )
    fresh = home / "clock.new"
    fresh.write_text(str(ahead), encoding="ascii")
    fresh.replace(home / "clock")


@contextlib.contextmanager
def _home() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="town-"))
    (home / "run").mkdir()
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def built(*, with_cases: bool = False) -> str:
    """Return the database with the demo city as of `MORNING`, to be copied; made when it lacks."""

    def make(name: str) -> None:
        _create(name, template=tables())
        with _home() as home:
            _set_clock(home, name, MORNING)
            subprocess.run(
                [
                    sys.executable, "-m", "tests.town.manage", "migrate", "--verbosity=0", "+",
                    "demo_city", *([] if with_cases else ["--no-cases"]),
                ],
                check=True, cwd=BASE_DIR, env=_environment(home, name, 0, 0, 0),
                stdout=subprocess.DEVNULL,
            )  # fmt: skip

    return kept("busy_city" if with_cases else "city", CITY, make)


class Letterbox:
    """Keeps what a real SMTP conversation brought."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        body = message_from_bytes(envelope.content).get_payload(decode=True)
        text = body.decode() if isinstance(body, bytes) else ""
        self.letters.append((",".join(envelope.rcpt_tos), text))
        return "250 OK"

    def to(self, address: str) -> list[str]:
        """Return the bodies of all mails to one address, oldest first."""
        return [text for recipient, text in self.letters if recipient == address]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Town:
    """A running town. `address` is where its web server answers."""

    home: Path
    database: str
    port: int
    mail_port: int
    door_port: int
    letterbox: Letterbox
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    beginnings: int = 0

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return _environment(self.home, self.database, self.port, self.mail_port, self.door_port)

    def begin(self, base: str, *, at: str = MORNING) -> None:
        """Let the town be a copy of the loaded city, whatever happened in it before.

        Web and worker stay: what a process remembers under the number of a row may belong to a
        row that is gone, so each beginning counts its rows from another thousand on.
        """
        self.beginnings += 1
        _create(self.database, template=base)
        sql(COUNT_FROM.format(self.beginnings * ROWS_OF_A_TOWN), database=self.database)
        with redis.Redis(unix_socket_path=str(PrivateRedis(self.home).socket)) as memory:
            memory.flushall()
        for folder in ("media", "digests"):
            shutil.rmtree(self.home / folder, ignore_errors=True)
        self.letterbox.letters.clear()
        self.at(at)
        if not self.processes:
            self.start()

    def at(self, text: str) -> None:
        """Let it be that moment in the town, wall-clock time of Shanghai."""
        _set_clock(self.home, self.database, text)

    def poke(self, task: str) -> None:
        """Do what beat does, ask the worker for a task, and wait until it has ended."""
        url = databases.broker(PrivateRedis(self.home).url, 2)
        with Celery(broker=url) as bell:
            task_id = bell.send_task(task, queue="yichuang").id
        self._wait_for(lambda: (self.home / f"done-{task_id}").exists(), "worker")

    def _wait_for(self, is_there: Callable[[], bool], whose: str) -> None:
        until = time.monotonic() + PATIENCE
        while not is_there():
            if time.monotonic() > until:
                raise AssertionError(self.log(whose))
            time.sleep(0.05)

    def sweep(self, text: str) -> None:
        """Let it be that moment, and everything happen that has become due by then."""
        self.at(text)
        self.poke("kernel.sweep")
        self.settle()

    def manage(self, *words: str) -> str:
        """Run a management command in the town's present and return what it printed."""
        return subprocess.run(
            [sys.executable, "-m", "tests.town.manage", *words],
            check=True, cwd=BASE_DIR, env=self.environment, capture_output=True, text=True,
        ).stdout  # fmt: skip

    def ask(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read from the town's database."""
        link = psycopg2.connect(address(self.database))
        try:
            with link.cursor() as cursor:
                cursor.execute(question, values)
                return list(cursor.fetchall())
        finally:
            link.close()

    def settle(self) -> None:
        """Wait until the worker has done everything that is due in the town's present."""
        for _turn in range(10):
            if not self._waiting():
                return
            self.poke("kernel.relay_outbox")
        raise AssertionError(f"the outbox still holds {self._waiting()}; {self.log('worker')}")

    def _waiting(self) -> list[tuple[Any, ...]]:
        moment = datetime.fromtimestamp(
            time.time() + float((self.home / "clock").read_text(encoding="ascii")), tz=SHANGHAI
        )
        return self.ask(
            "SELECT kind, count(*), max(last_error) FROM kernel_outboxmessage"
            " WHERE state = 'pending' AND not_before <= %s GROUP BY kind",
            moment,
        )

    def log(self, name: str) -> str:
        """Return the end of what a process said."""
        return (self.home / f"{name}.log").read_text(encoding="utf-8")[-4000:]

    def start(self) -> None:
        """Start web and worker as production runs them, one of each."""
        self._spawn(
            "web", str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port",
            str(self.port), "--workers", "1", "--blocking-threads", "2", "--no-ws",
            "tests.town.web:application",
        )  # fmt: skip
        self._spawn(
            "worker", str(BIN / "celery"), "-A", "tests.town.celery", "worker", "--pool", "solo",
            "--loglevel", "INFO", "--without-gossip", "--without-mingle",
        )  # fmt: skip
        self._wait_for(self._answers, "web")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), 1).close()
            return True
        return False

    def _spawn(self, name: str, *command: str) -> None:
        with (self.home / f"{name}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    command, cwd=BASE_DIR, env=self.environment, stdout=log, stderr=log,
                    stdin=subprocess.DEVNULL, start_new_session=True,
                )
            )  # fmt: skip

    def stop(self) -> None:
        """End its processes, and only those; a town leaves nothing that would need a farewell."""
        for process in self.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def standing(name: str) -> Iterator[Town]:
    """Yield a town that keeps its rows in a database of that name and has yet to begin."""
    letterbox = Letterbox()
    with _home() as home:
        mail = Controller(letterbox, hostname="127.0.0.1", port=_free_port())
        mail.start()
        memory = PrivateRedis(home)
        memory.start()
        town = Town(home, name, _free_port(), int(mail.port), _free_port(), letterbox)
        try:
            yield town
        finally:
            town.stop()
            mail.stop()
            memory.stop()
            drop(name)
