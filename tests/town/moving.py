# SPDX-License-Identifier: Apache-2.0
"""The clock of a test town: one file says by how many seconds the town is ahead of the world.

Web and worker are real processes; before each request and each task they look at the file.
Days pass by writing a new number into it, for all of them at once.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import time_machine

VARIABLE = "TOWN_CLOCK"


def ahead() -> float:
    """Return by how many seconds the town is ahead."""
    return float(Path(os.environ[VARIABLE]).read_text(encoding="ascii"))


def note_done(task_id: str) -> None:
    """Let whoever waits for a task know that it has ended."""
    (Path(os.environ[VARIABLE]).parent / f"done-{task_id}").touch()


def travel() -> time_machine.travel:
    """Return a journey into the town's present; its clock runs on."""
    moment = datetime.fromtimestamp(time.time() + ahead(), tz=UTC)
    return time_machine.travel(moment, tick=True)
