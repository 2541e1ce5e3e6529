# SPDX-License-Identifier: Apache-2.0
"""Where things lie on the machine of a test instead of on a city's, and what lies there."""

from __future__ import annotations

import re
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "deployment.md"
#: Where nginx of Debian keeps what it writes; given in the file, so that it needs no system folder.
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def free_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def blocks(text: str, heading: str) -> list[str]:
    """Return the command blocks of a section of a document, in order."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def moved(text: str, places: dict[str, str]) -> str:
    """Return a text with each place as it is here, the longest first."""
    for name in sorted(places, key=len, reverse=True):
        text = text.replace(name, places[name])
    return text


def proxy_places(home: Path, ports: tuple[int, int]) -> dict[str, str]:
    """Return what of deploy/nginx.conf is this machine's own: ports, files, folders."""
    kept = "".join(f"\n  {name}_temp_path {home}/{name};" for name in _TEMPORARY)
    return {
        "/run/nginx.pid": f"{home}/nginx.pid",
        "listen 80 ": f"listen {ports[0]} ",
        "listen [::]:80 ": f"listen [::]:{ports[0]} ",
        "listen 443 ": f"listen {ports[1]} ",
        "listen [::]:443 ": f"listen [::]:{ports[1]} ",
        "http {": f"http {{{kept}",
    }
