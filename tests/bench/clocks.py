# SPDX-License-Identifier: Apache-2.0
"""Section "clocks": one due date, a million of them, a file of them, the sweep, a calendar
load, a post's turns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.bench import clocks_dates, clocks_rows, clocks_turns

if TYPE_CHECKING:
    from collections.abc import Callable


def measured(say: Callable[[str], None]) -> dict[str, Any]:
    """Return all figures of the section; times in seconds unless the name says otherwise."""
    say("single and bulk due dates")
    found: dict[str, Any] = {**clocks_dates.single(), "bulk": clocks_dates.bulk()}
    say("a batch of due dates")
    found["batch"] = clocks_dates.batch()
    found["sweep"] = clocks_rows.sweeps(say)
    say("a calendar load that moves 100,000 dates")
    found["load"] = clocks_rows.load()
    found["turns"] = clocks_turns.reassigning(say)
    return found
