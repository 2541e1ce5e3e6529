# SPDX-License-Identifier: Apache-2.0
"""Registry of sweeps: functions that look for what has become due and bring it about.

Each is idempotent, may run at once in several processes and catches up after any stop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    #: Takes ``at``, returns what was done: one count, or counts by name.
    Sweep = Callable[..., int | dict[str, int]]

log = structlog.get_logger(__name__)

_sweeps: dict[str, Sweep] = {}


def register(name: str, sweep: Sweep) -> None:
    """Add a sweep under a unique name; raises ValueError on a second one of that name.

    The function is called with the keyword ``at`` (an aware instant).
    """
    if name in _sweeps:
        raise ValueError(f"sweep {name} registered twice")
    _sweeps[name] = sweep


def names() -> list[str]:
    """Return the names of all registered sweeps, in the order in which they run."""
    return list(_sweeps)


def run_all(*, at: datetime, but: Collection[str] = ()) -> dict[str, int | dict[str, int]]:
    """Run every sweep once, ``but`` for those left out, and return their counts by name.

    A sweep that fails does not keep the others from running; the first failure is raised
    when all have run.
    """
    counts: dict[str, int | dict[str, int]] = {}
    failure: Exception | None = None
    for name, sweep in _sweeps.items():
        if name in but:
            continue
        try:
            counts[name] = sweep(at=at)
        except Exception as error:
            log.exception("sweep_failed", sweep=name)
            failure = failure or error
    if failure is not None:
        raise failure
    return counts
