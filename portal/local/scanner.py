# SPDX-License-Identifier: Apache-2.0
"""clamd for the tests: its programs unpacked under var/, never installed. Standard library only.

Installed, Debian would start it as a service, and a second one that fetches signatures.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from portal.local.places import var_dir
from portal.local.steps import once
from portal.local.system import may_install
from portal.local.terminal import attempt, explain, fail, run, say

PACKAGE = "clamav-daemon"


def _folder() -> Path:
    return var_dir() / "clamav"


def clamd() -> Path:
    """Return the scanner's program, of the system or unpacked."""
    own = _folder() / "usr" / "sbin" / "clamd"
    found = None if own.exists() else shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else own


def environ() -> dict[str, str]:
    """Return the environment in which an unpacked scanner finds its libraries, at the real time."""
    own = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    places = sorted({str(path.parent) for path in _folder().glob("usr/lib/**/libclamav.so*")})
    return {**own, "LD_LIBRARY_PATH": ":".join(places)} if places else own


def scanner_programs() -> None:
    """Fetch and unpack what lacks; ends with a sentence where that cannot be done."""
    if clamd().exists() and _folder() not in clamd().parents:
        return
    once("scanner", [Path(__file__)], [_folder() / "usr" / "sbin" / "clamd"], _unpack)


def _unpack() -> None:
    say("Fetching a virus scanner for the tests (unpacked under var/, no service)")
    if shutil.which("apt-get") is None:
        fail(f"Not Debian or Ubuntu: please install clamd ({PACKAGE}) in your system's way.")
    wanted = _wanted()
    shutil.rmtree(_folder(), ignore_errors=True)
    fetched = _folder() / "packages"
    fetched.mkdir(parents=True)
    code, printed = attempt(
        [
            "sh",
            "-c",
            f'cd "$1" && shift && exec apt-get download {" ".join(wanted)}',
            "sh",
            str(fetched),
        ]
    )
    if code:
        explain("apt-get", code, printed)
    for package in sorted(fetched.glob("*.deb")):
        run(["dpkg", "-x", str(package), str(_folder())])
    shutil.rmtree(fetched)


def _wanted() -> list[str]:
    """Return the package and those libraries that an installation would bring along."""
    plan = ["apt-get", "install", "--simulate", "--no-install-recommends", PACKAGE]
    code, printed = attempt(plan)
    if code and may_install():
        root = [] if os.geteuid() == 0 else ["sudo"]
        attempt([*root, "apt-get", "update"])
        code, printed = attempt(plan)
    if code:
        explain("apt-get", code, printed)
    coming = re.findall(r"^Inst (\S+)", printed, re.MULTILINE)
    return [name for name in coming if name == PACKAGE or name.startswith("lib")]
