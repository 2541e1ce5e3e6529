# SPDX-License-Identifier: Apache-2.0
"""What the outbox does for terms, and what must hold of their stored dates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.terms import ladders, rows
from portal.kernel.deadlines.terms.models import Day, Pause, Term
from portal.kernel.deadlines.terms.registry import ladder_of, pause_watchers, term_kind
from portal.kernel.deadlines.words import TermState
from portal.kernel.invariants import BrokenInvariant
from portal.kernel.outbox.registry import Obsolete

if TYPE_CHECKING:
    from portal.kernel.deadlines.terms.registry import TermKind


def overdue(payload: dict[str, Any]) -> None:
    """Bring about the consequence of an overdue term; obsolete when it moved or ended."""
    term, kind = _current(payload)
    if kind is not None and kind.on_overdue is not None:
        kind.on_overdue(term)


def remind(payload: dict[str, Any]) -> None:
    """Send one rung; obsolete when the term moved or ended, or a higher rung was reached."""
    term, kind = _current(payload)
    rung = payload["rung"]
    codes = ladders.codes_of(ladder_of(term.kind))
    if rung not in codes or term.rung > codes.index(rung) + 1:
        raise Obsolete
    if kind is not None and kind.on_reminder is not None:
        kind.on_reminder(term, rung)


def tell_moved(payload: dict[str, Any]) -> None:
    """Tell that the calendar moved a due date; obsolete when it has moved again or ended."""
    term, kind = _current(payload)
    old = payload["from"]
    if kind is not None and kind.on_moved is not None:
        kind.on_moved(term, date.fromisoformat(old) if old else None)


def warn_of_pause(payload: dict[str, Any]) -> None:
    """Tell the watchers of a pause past its planned end; obsolete when it has been closed."""
    pause = Pause.objects.select_related("subject").filter(pk=payload["pause"]).first()
    if pause is None or pause.last_day is not None or pause.warned_on is None:
        raise Obsolete
    for watcher in pause_watchers():
        watcher(pause)


def _current(payload: dict[str, Any]) -> tuple[Term, TermKind | None]:
    term = Term.objects.select_related("subject").filter(pk=payload["term"]).first()
    if term is None or term.state != TermState.RUNNING or term.version != payload["version"]:
        raise Obsolete
    return term, term_kind(term.kind)


# -- What must hold of the stored terms: their dates are those of the engine -------------------


_MOST = 100


def due_dates() -> list[BrokenInvariant]:
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
                BrokenInvariant(
                    "due_dates", term.subject_id, f"term {term.pk} {term.kind}: {wrong}"
                )
            )
        if len(findings) >= _MOST:
            break
    return findings


def calendar_days() -> list[BrokenInvariant]:
    """Every stored day carries the number of working days up to and with it."""
    count = 0
    findings = []
    days = Day.objects.order_by("date").values_list("date", "is_working", "ordinal")
    for day, is_working, ordinal in days:
        count += is_working
        if ordinal != count:
            findings.append(BrokenInvariant("calendar", None, f"{day}: {ordinal}, not {count}"))
    return findings[:_MOST]
