# SPDX-License-Identifier: Apache-2.0
"""Steps of the set-up that are done once, until what they were made from changes."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from portal.local.places import BASE_DIR, var_dir
from portal.local.terminal import say

WORTH_TELLING = 1.0  # seconds


def _stamp(name: str) -> Path:
    return var_dir() / "stamps" / name


def stamped(name: str) -> bool:
    """Whether the step was ever finished."""
    return _stamp(name).exists()


def forget(*names: str) -> None:
    """Let steps be done again."""
    for name in names:
        _stamp(name).unlink(missing_ok=True)


def once(
    name: str, inputs: Sequence[Path], outputs: Sequence[Path], act: Callable[[], None]
) -> None:
    """Do a step unless its inputs are as they were and its outputs are there."""
    mark = hashlib.sha256(sys.version.encode() + str(BASE_DIR).encode())
    for path in inputs:
        mark.update(path.read_bytes() if path.exists() else b"-")
    stamp = _stamp(name)
    unchanged = stamp.exists() and stamp.read_text() == mark.hexdigest()
    if unchanged and all(path.exists() for path in outputs):
        return
    started = time.monotonic()
    act()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(mark.hexdigest())
    took = time.monotonic() - started
    if took > WORTH_TELLING:
        say(f"    {name}: done in {took:.0f} s")
