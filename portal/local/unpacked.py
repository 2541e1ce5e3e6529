# SPDX-License-Identifier: Apache-2.0
"""Programs for the tests that Debian would start as services: unpacked under var/, never installed.

Standard library only.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from portal.local.places import var_dir
from portal.local.system import may_install
from portal.local.terminal import attempt, explain, fail, run


def folder(name: str) -> Path:
    """Return where a package is unpacked."""
    return var_dir() / name


def unpack(name: str, package: str) -> None:
    """Fetch a package and the libraries that this machine lacks for it; ends with a sentence else."""
    if shutil.which("apt-get") is None:
        fail(f"Not Debian or Ubuntu: please install {package} in your system's way.")
    code, printed = attempt(fetch_command(name, _wanted(package)))
    if code:
        explain("apt-get", code, printed)
    lay_out(name)


def fetch_command(name: str, packages: Sequence[str], options: Sequence[str] = ()) -> list[str]:
    """Return what fetches packages into a fresh folder."""
    shutil.rmtree(folder(name), ignore_errors=True)
    fetched = folder(name) / "packages"
    fetched.mkdir(parents=True)
    script = 'cd "$1" && shift && exec apt-get "$@"'
    return ["sh", "-c", script, "sh", str(fetched), *options, "download", *packages]


def lay_out(name: str) -> None:
    """Unpack what was fetched."""
    fetched = folder(name) / "packages"
    for package in sorted(fetched.glob("*.deb")):
        run(["dpkg", "-x", str(package), str(folder(name))])
    shutil.rmtree(fetched)


def _wanted(package: str) -> list[str]:
    """Return the package and those libraries that an installation would bring along."""
    plan = ["apt-get", "install", "--simulate", "--no-install-recommends", package]
    code, printed = attempt(plan)
    if code and may_install():
        root = [] if os.geteuid() == 0 else ["sudo"]
        attempt([*root, "apt-get", "update"])
        code, printed = attempt(plan)
    if code:
        explain("apt-get", code, printed)
    coming = re.findall(r"^Inst (\S+)", printed, re.MULTILINE)
    return [name for name in coming if name == package or name.startswith("lib")]


def environ(name: str, library: str) -> dict[str, str]:
    """Return the environment in which an unpacked program finds its libraries, at the real time."""
    own = {key: value for key, value in os.environ.items() if key != "LD_PRELOAD"}
    places = sorted({str(path.parent) for path in folder(name).glob(f"usr/lib/**/{library}.so*")})
    return {**own, "LD_LIBRARY_PATH": ":".join(places)} if places else own
