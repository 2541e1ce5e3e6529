# SPDX-License-Identifier: Apache-2.0
"""What must hold of the stored terms: their dates are those of the engine."""

from __future__ import annotations

from portal.kernel.deadlines import rows
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.models import Day, Pause, Term
from portal.kernel.invariants import Finding

_MOST = 100


def due_dates() -> list[Finding]:
    """Every running term's cached due date equals the engine's; at most 100 findings."""
    known = calendar.current()
    paused: dict[int, list[Pause]] = {}
    for pause in Pause.objects.order_by("pk"):
        paused.setdefault(pause.subject_id, []).append(pause)
    findings = []
    running = Term.objects.running().select_related("extension").order_by("pk")
    for term in running.iterator(chunk_size=5000):
        pauses = paused.get(term.subject_id, [])
        dates = rows.dates_of(term, known, pauses, getattr(term, "extension", None))
        wrong = [name for name in rows.COLUMNS if getattr(term, name) != getattr(dates, name)]
        if wrong:
            findings.append(
                Finding("due_dates", term.subject_id, f"term {term.pk} {term.kind}: {wrong}")
            )
        if len(findings) >= _MOST:
            break
    return findings


def calendar_days() -> list[Finding]:
    """Every stored day carries the number of working days up to and with it."""
    count = 0
    findings = []
    days = Day.objects.order_by("date").values_list("date", "is_working", "ordinal")
    for day, is_working, ordinal in days:
        count += is_working
        if ordinal != count:
            findings.append(Finding("calendar", None, f"{day}: {ordinal}, not {count}"))
    return findings[:_MOST]
