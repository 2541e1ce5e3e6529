# SPDX-License-Identifier: Apache-2.0
"""A machine for a city: what the document says is done on it, with real servers and processes.

Only what the root of a freshly installed machine can do has stand-ins, five small commands on
PATH: packages are there (`apt-get`), users are ours (`useradd`, `chown`, `runuser`), and units are
started without systemd (`systemctl`, which reads the same unit files).
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.local.embedded import PrivateServers
from portal.local.places import var_dir
from portal.local.proxy import nginx
from tests.deploy.places import DOCUMENT, ROOT, blocks, free_port, moved, proxy_places

#: What `make setup` would fetch, and what it then knows to be there.
_FETCHED = ("venv", "stamps")
STAND_INS = Path(__file__).parent / "stand_ins"


@dataclass
class Machine:
    """One machine; ``servers`` are its PostgreSQL and Redis, ``home`` holds everything else."""

    home: Path
    servers: PrivateServers
    mail_port: int
    port: int = field(default_factory=free_port)
    http_port: int = field(default_factory=free_port)
    https_port: int = field(default_factory=free_port)

    @property
    def city(self) -> Path:
        """Folder of the city's own files."""
        return self.home / "city"

    @property
    def certificate(self) -> Path:
        """Certificate of the proxy."""
        return self.home / "etc" / "nginx" / "tls" / "portal.crt"

    @property
    def places(self) -> dict[str, str]:
        """Return the places that the document names, as they are on this machine."""
        return {
            "/srv/portal/var/venv": str(self.home / "portal" / "var" / "venv"),
            "/srv/portal": str(self.home / "portal"),
            "/srv/city": str(self.city),
            "/etc/": f"{self.home}/etc/",
            "/run/portal-web": f"{self.home}/run-web",
            "@127.0.0.1:5432/portal": f"@/portal?host={self.servers.postgres.run}",
            "redis://127.0.0.1:6379/0": self.servers.redis.url,
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "--port 8000": f"--port {self.port}",
            "SMTP_PORT=25": f"SMTP_PORT={self.mail_port}",
            **proxy_places(self.home, (self.http_port, self.https_port)),
        }

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of root on this machine, which knows nothing of the portal."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name in {"HOME", "LANG", "TMPDIR"} or name.startswith(("PYENV", "NODE", "SSL"))
        }
        return {
            **kept,
            "PATH": f"{STAND_INS}:{os.environ['PATH']}",
            "MACHINE": str(self.home),
            "MACHINE_PYTHON": sys.executable,
            "MACHINE_NGINX": str(nginx()),
            "MACHINE_POSTGRES": str(self.servers.postgres.run),
        }

    def prepare(self) -> None:
        """Lay out what a fresh machine has: system folders, servers, the release."""
        portal, etc = self.home / "portal", self.home / "etc"
        for folder in (portal / "var", etc / "redis", etc / "systemd" / "system", etc / "nginx"):
            folder.mkdir(parents=True)
        (portal / "release").symlink_to(ROOT)
        (portal / "var" / "venv").symlink_to(var_dir() / "venv")
        shutil.copytree(var_dir() / "stamps", portal / "var" / "stamps")
        for lacking in ("assets", "static"):
            (portal / "var" / "stamps" / lacking).unlink(missing_ok=True)
        self.servers.ensure()
        with self.servers.postgres.connect() as connection, connection.cursor() as cursor:
            # passwords count for everybody but the machine's own administrator, as on Debian
            cursor.execute("SHOW hba_file")
            row = cursor.fetchone()
            assert row is not None
            Path(row[0]).write_text("local all yichuang trust\nlocal all all scram-sha-256\n")
            cursor.execute("SELECT pg_reload_conf()")

    def do(self, *texts: str) -> str:
        """Run command blocks in one shell; returns what they printed. Raises AssertionError."""
        script = moved("\n".join(texts), self.places)
        # units and the proxy's configuration name the same places
        (self.home / "places.json").write_text(json.dumps(self.places), encoding="utf-8")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, f"{done.stdout[-4000:]}\n{self.logs()}"
        return done.stdout

    def logs(self) -> str:
        """Return the ends of the services' logs."""
        return "\n".join(
            f"--- {path.name}\n{path.read_text(errors='replace')[-1500:]}"
            for path in sorted(self.home.glob("*.log"))
        )

    def stop(self) -> None:
        """End the services, then the servers."""
        for path in self.home.glob("*.unit.pid"):
            with suppress(ProcessLookupError):
                os.killpg(int(path.read_text()), signal.SIGKILL)
        self.servers.stop()


def section(heading: str) -> list[str]:
    """Return the command blocks of a section of the document of deployment."""
    return blocks(DOCUMENT.read_text(encoding="utf-8"), heading)


@contextmanager
def machine(mail_port: int) -> Iterator[Machine]:
    """Yield a fresh machine; nothing of it is left afterwards."""
    home = Path(tempfile.mkdtemp(prefix="city-", dir="/var/tmp"))
    home.chmod(0o755)
    made = Machine(home, PrivateServers(home / "servers"), mail_port)
    try:
        made.prepare()
        yield made
    finally:
        made.stop()
        shutil.rmtree(home, ignore_errors=True)
