# SPDX-License-Identifier: Apache-2.0
"""`systemctl enable --now` and `restart` where there is no systemd: reads the unit files themselves."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

HOME = Path(os.environ["MACHINE"])


def moved(text: str) -> str:
    """Return a text with the places of this machine."""
    places = json.loads((HOME / "places.json").read_text(encoding="utf-8"))
    for name in sorted(places, key=len, reverse=True):
        text = text.replace(name, places[name])
    return text


def start(name: str, command: list[str], environment: dict[str, str], folder: str) -> None:
    """Start a service with its log; its process is noted."""
    with (HOME / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    (HOME / f"{name}.unit.pid").write_text(str(process.pid))


def start_unit(name: str) -> None:
    """Start what a unit file says."""
    pairs = [
        line.split("=", 1)
        for line in moved((HOME / f"etc/systemd/system/{name}.service").read_text()).splitlines()
        if "=" in line and not line.startswith("#")
    ]
    unit = dict(pairs)
    given = Path(unit["EnvironmentFile"]).read_text().splitlines()
    given += [value for key, value in pairs if key == "Environment"]
    # a service gets nothing but what its unit gives
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    environment |= dict(line.split("=", 1) for line in given)
    start(name, shlex.split(unit["ExecStart"]), environment, unit["WorkingDirectory"])


def start_nginx() -> None:
    """Start the proxy with the file that stands where nginx looks for it."""
    path = HOME / "etc/nginx/nginx.conf"
    path.write_text(moved(path.read_text()))
    command = [os.environ["MACHINE_NGINX"], "-e", "stderr", "-c", str(path), "-g", "daemon off;"]
    start("nginx", command, dict(os.environ), str(HOME))


def main() -> None:
    """Do what is asked; servers that run already need nothing."""
    verb, *names = [one for one in sys.argv[1:] if not one.startswith("-")]
    for name in names:
        if name == "nginx" and verb == "restart":
            start_nginx()
        elif verb == "enable":
            start_unit(name)


main()
