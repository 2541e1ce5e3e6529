# SPDX-License-Identifier: Apache-2.0
"""clamd for the tests: its programs unpacked under var/, never installed. Standard library only.

Installed, Debian would start it as a service, and a second one that fetches signatures.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from portal.local import unpacked
from portal.local.steps import once
from portal.local.terminal import say

NAME, PACKAGE = "clamav", "clamav-daemon"


def clamd() -> Path:
    """Return the scanner's program, of the system or unpacked."""
    own = unpacked.folder(NAME) / "usr" / "sbin" / "clamd"
    found = None if own.exists() else shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
    return Path(found) if found else own


def environ() -> dict[str, str]:
    """Return the environment in which an unpacked scanner finds its libraries, at the real time."""
    return unpacked.environ(NAME, "libclamav")


def scanner_programs() -> None:
    """Fetch and unpack what lacks; ends with a sentence where that cannot be done."""
    if clamd().exists() and unpacked.folder(NAME) not in clamd().parents:
        return
    own = unpacked.folder(NAME) / "usr" / "sbin" / "clamd"
    once("scanner", [Path(__file__), Path(unpacked.__file__)], [own], _unpack)


def _unpack() -> None:
    say("Fetching a virus scanner for the tests (unpacked under var/, no service)")
    unpacked.unpack(NAME, PACKAGE)
