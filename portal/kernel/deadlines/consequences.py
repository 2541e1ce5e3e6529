# SPDX-License-Identifier: Apache-2.0
"""What the outbox does for terms: calling the app that owns the kind, if it still holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.kernel.deadlines import ladders
from portal.kernel.deadlines.models import Pause, Term
from portal.kernel.deadlines.registry import ladder_of, pause_watchers, term_kind
from portal.kernel.deadlines.words import TermState
from portal.kernel.outbox.registry import Obsolete

if TYPE_CHECKING:
    from portal.kernel.deadlines.registry import TermKind


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
