# SPDX-License-Identifier: Apache-2.0
"""What the deadlines register with the rest of the kernel at start-up."""

from __future__ import annotations

from portal.kernel import invariants, sweeps
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.holidays import calendars
from portal.kernel.deadlines.terms import consequences, sweep
from portal.kernel.deadlines.terms.consequences import calendar_days, due_dates
from portal.kernel.outbox import registry


def connect() -> None:
    """Plug in the stored calendar, the outbox handlers, the invariants and the sweep."""
    calendar.source.read = calendars.current
    registry.register("kernel.term_consequence", consequences.overdue)
    registry.register("kernel.term_reminder", consequences.remind)
    registry.register("kernel.date_moved", consequences.tell_moved)
    registry.register("kernel.pause_overrun", consequences.warn_of_pause)
    invariants.register("due_dates", due_dates)
    invariants.register("calendar", calendar_days)
    sweeps.register("terms", sweep.run)
