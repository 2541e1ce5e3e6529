# SPDX-License-Identifier: Apache-2.0
"""nginx and docker-compose for the tests, unpacked under var/. Standard library only.

Installed, Debian would start nginx on port 80. Of docker-compose only the reading of the file is
used, which needs no daemon; Debian 12 has one of 2021 that knows not all of it, so that of
Debian 13 is taken there.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from portal.local import unpacked
from portal.local.steps import once
from portal.local.terminal import attempt, say

COMPOSE_SUITE = "trixie"
_COMPOSE = "usr/libexec/docker/cli-plugins/docker-compose"


def nginx() -> Path:
    """Return the proxy's program, of the system or unpacked."""
    own = unpacked.folder("nginx") / "usr" / "sbin" / "nginx"
    found = None if own.exists() else shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else own


def compose() -> Path:
    """Return the program that reads the compose file."""
    return unpacked.folder("compose") / _COMPOSE


def proxy_programs() -> None:
    """Fetch and unpack what lacks; a compose that cannot be had is told, and its test fails."""
    inputs = [Path(__file__), Path(unpacked.__file__)]
    if not nginx().exists() or unpacked.folder("nginx") in nginx().parents:
        own = unpacked.folder("nginx") / "usr" / "sbin" / "nginx"
        once("nginx", inputs, [own], _unpack_nginx)
    if not compose().exists():
        _unpack_compose()


def _unpack_nginx() -> None:
    say("Fetching nginx for the tests (unpacked under var/, no service)")
    unpacked.unpack("nginx", "nginx")


def _unpack_compose() -> None:
    say("Fetching docker-compose for the tests (unpacked under var/; reads the file, no daemon)")
    code, printed = attempt(["apt-cache", "policy", "docker-compose"])
    is_new = not code and re.search(r"Candidate: [2-9]\.", printed)
    options = [] if is_new else _other_suite()
    code, _printed = attempt(unpacked.fetch_command("compose", ["docker-compose"], options))
    shutil.rmtree(unpacked.folder("apt"), ignore_errors=True)
    if code:
        say("    it cannot be had here; tests/deploy/test_compose.py will say so")
        return
    unpacked.lay_out("compose")


def _other_suite() -> list[str]:
    """Return apt's options for the newer Debian, with lists of their own beside the system's."""
    own = unpacked.folder("apt")
    for part in ("lists/partial", "cache/archives/partial"):
        (own / part).mkdir(parents=True, exist_ok=True)
    wanted = ["apt-get", "indextargets", "--format", "$(ORIGIN) $(CODENAME) $(REPO_URI)"]
    _code, printed = attempt([*wanted, "Created-By: Packages"])
    first = re.search(r"^Debian [a-z]+ (\S+)$", printed, re.MULTILINE)
    (own / "sources.list").write_text(f"deb {first[1] if first else ''} {COMPOSE_SUITE} main\n")
    options = [
        "-o", f"Dir::Etc::sourcelist={own}/sources.list", "-o", "Dir::Etc::sourceparts=/dev/null",
        "-o", f"Dir::State::lists={own}/lists", "-o", "Dir::State::status=/dev/null",
        "-o", f"Dir::Cache={own}/cache",
    ]  # fmt: skip
    attempt(["apt-get", *options, "update"])
    return options
