# SPDX-License-Identifier: Apache-2.0
"""A PostgreSQL of our own: a cluster in a folder, reachable by its unix socket only.

`postgres` refuses root, so root lends that one process another user; that user must be able to
walk down to the folder, and the process starts in `/`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import psycopg2

USER = "yichuang"
#: The role of web, worker and beat; the tables belong to the one above.
APPLICATION = f"{USER}_app"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_min_messages": "warning",
}
TRIES = 10  # orphans of a killed server may hold on to its files for some seconds


class CannotStart(SystemExit):
    """A private server cannot be started; the message says what to do."""


def programs() -> Path:
    """Folder of the system's newest PostgreSQL."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise CannotStart("PostgreSQL is not installed. `make setup` installs it; or set DATABASE_URL.")


@dataclass(frozen=True)
class Owner:
    """Whose process the server is."""

    uid: int
    gid: int
    lent: bool

    @property
    def popen(self) -> dict[str, object]:
        """Arguments for ``subprocess`` that run a process as this owner, in the root folder."""
        if not self.lent:
            return {"cwd": "/"}
        return {"cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, folder: Path) -> None:
        """Close a folder to everybody but this owner."""
        folder.chmod(0o700)
        if self.lent:
            os.chown(folder, self.uid, self.gid)


def owner() -> Owner:
    """Ourselves, or for root the user `postgres`, else `nobody`."""
    if os.geteuid() != 0:
        return Owner(os.geteuid(), os.getegid(), lent=False)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid, lent=True)
    raise CannotStart("PostgreSQL refuses root, and there is no user `postgres` or `nobody`.")


@dataclass(frozen=True)
class PrivatePostgres:
    """One cluster in a folder: data under `postgres/`, socket and log under `run/`."""

    home: Path

    @property
    def run(self) -> Path:
        """Folder of the socket and the log."""
        return self.home / "run"

    @property
    def data(self) -> Path:
        """Folder of the cluster."""
        return self.home / "postgres"

    @property
    def pid_file(self) -> Path:
        """File that the running server keeps."""
        return self.data / "postmaster.pid"

    @cached_property
    def owner(self) -> Owner:
        """The system user who runs the server; PostgreSQL refuses root."""
        return owner()

    def url(self, name: str = USER) -> str:
        """Address of a database over the socket, for the application."""
        return f"postgresql://{APPLICATION}@/{name}?host={self.run}"

    def owner_url(self, name: str = USER) -> str:
        """The same for the owner of the tables, who may do everything."""
        return f"postgresql://{USER}@/{name}?host={self.run}"

    @contextmanager
    def connect(self, name: str = "postgres") -> Iterator[psycopg2.extensions.connection]:
        """Yield a connection that commits by itself."""
        connection = psycopg2.connect(host=str(self.run), user=USER, dbname=name, connect_timeout=5)
        connection.autocommit = True
        try:
            yield connection
        finally:
            connection.close()

    def up(self) -> bool:
        """Tell whether the server takes connections."""
        try:
            with self.connect():
                return True
        except psycopg2.OperationalError:
            return False

    def in_use(self) -> bool:
        """Whether anybody but the caller is connected."""
        if not self.up():
            return False
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(
                "select exists (select from pg_stat_activity"
                " where backend_type = 'client backend' and pid <> pg_backend_pid())"
            )
            row = cursor.fetchone()
            return bool(row and row[0])

    def start(self) -> bool:
        """True when this call started it. Raises CannotStart with the end of its log."""
        if self.up():
            return False
        self.owner.own(self.run)
        if not (self.data / "PG_VERSION").exists():
            self._create_cluster()
        for attempt in range(TRIES):
            self._drop_stale_pid()
            self._control("start", "-l", str(self.run / "postgres.log"), check=False)
            if self.up():
                self.create_database()
                return True
            time.sleep(0.5 + attempt / 4)
        log = self.run / "postgres.log"
        tail = "\n".join(log.read_text().splitlines()[-15:]) if log.exists() else ""
        raise CannotStart(f"The private PostgreSQL does not start.\n{tail}")

    def stop(self) -> None:
        """Stop the server at once, sessions or not."""
        if self.pid_file.exists():
            self._control("stop", "-m", "fast", check=False)

    def _create_cluster(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir()
        self.owner.own(self.data)
        self._call(
            "initdb", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
            "--no-instructions",
        )  # fmt: skip

    def create_database(self) -> None:
        """Make the database and the application's role unless they are there."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute("select 1 from pg_database where datname = %s", [USER])
            if cursor.fetchone() is None:
                cursor.execute(f"create database {USER}")
            cursor.execute("select 1 from pg_roles where rolname = %s", [APPLICATION])
            if cursor.fetchone() is None:
                with suppress(psycopg2.errors.UniqueViolation, psycopg2.errors.DuplicateObject):
                    cursor.execute(f"create role {APPLICATION} login")

    def _drop_stale_pid(self) -> None:
        """After a power cut the recorded pid may belong to some other program."""
        if not self.pid_file.exists():
            return
        comm = Path(f"/proc/{self.pid_file.read_text().split()[0]}/comm")
        if not comm.exists() or comm.read_text().strip() not in {"postgres", "pg_ctl"}:
            self.pid_file.unlink(missing_ok=True)

    def _control(self, act: str, *arguments: str, check: bool = True) -> None:
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        start = ("-o", f"{options} -k '{self.run}'") if act == "start" else ()
        self._call("pg_ctl", act, "-w", "-t", "60", *start, *arguments, check=check)

    def _call(self, program: str, *arguments: str, check: bool = True) -> None:
        result = subprocess.run(
            [str(programs() / program), "-D", str(self.data), *arguments], check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            start_new_session=True,  # Ctrl-C at the terminal is for us, not for a half-made cluster
            **self.owner.popen,  # type: ignore[call-overload]  # user and group for root only
        )  # fmt: skip
        if check and result.returncode:
            raise CannotStart(f"{program} failed:\n{result.stderr}")
