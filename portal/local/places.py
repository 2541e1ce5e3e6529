# SPDX-License-Identifier: Apache-2.0
"""Where this checkout keeps what it makes. Standard library only."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
SOCKET_LIMIT = 107  # bytes of a socket's path on Linux, less the closing NUL
ELSEWHERE = Path("/var/tmp")  # noqa: S108 - the folder made there is checked to be our own


def var_dir() -> Path:
    """Everything that set-up and servers make: `PORTAL_VAR_DIR`, else `var/`."""
    return Path(os.environ.get("PORTAL_VAR_DIR") or BASE_DIR / "var")


def shown(path: Path) -> str:
    """A path as people in this folder would type it."""
    return str(path.relative_to(BASE_DIR) if path.is_relative_to(BASE_DIR) else path)


def home_of(var: Path) -> Path:
    """`var/private`, or a folder under /var/tmp when that path is closed to others or too long."""
    inside, elsewhere = homes_of(var)
    too_long = len(os.fsencode(inside / "run" / ".s.PGSQL.5432.lock")) > SOCKET_LIMIT
    if too_long or (os.geteuid() == 0 and not _reachable(var)):
        return elsewhere
    return inside


def homes_of(var: Path) -> tuple[Path, Path]:
    """Both folders in which the private servers may live: under `var/` and under /var/tmp."""
    inside = var / "private"
    mark = hashlib.sha256(os.fsencode(inside)).hexdigest()[:12]
    return inside, ELSEWHERE / f"yichuang-{mark}"


def _reachable(folder: Path) -> bool:
    """Whether another user can walk down to the folder."""
    chain = [folder, *folder.parents]
    return all(part.stat().st_mode & 0o001 for part in chain if part.exists())
