# SPDX-License-Identifier: Apache-2.0
"""Registry of what must always be true of the stored rows; run by ``check_invariants``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class BrokenInvariant:
    """One broken invariant: its name, the subject's key when there is one, and what is wrong."""

    check: str
    subject_id: int | None
    detail: str


_checks: dict[str, Callable[[], list[BrokenInvariant]]] = {}


def register(name: str, check: Callable[[], list[BrokenInvariant]]) -> None:
    """Add a check under a unique name; raises ValueError on a second one of that name."""
    if name in _checks:
        raise ValueError(f"invariant {name} registered twice")
    _checks[name] = check


def names() -> list[str]:
    """Return the names of all registered checks in order."""
    return sorted(_checks)


def run() -> list[BrokenInvariant]:
    """Run every check against the database and return all findings."""
    return [finding for name in names() for finding in _checks[name]()]
