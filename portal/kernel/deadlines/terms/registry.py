# SPDX-License-Identifier: Apache-2.0
"""What the apps tell the kernel about their periods: names, laws and consequences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.deadlines.terms import ladders
from portal.kernel.deadlines.words import Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django_stubs_ext import StrOrPromise

    from portal.kernel.deadlines.terms.models import Pause, Term


@dataclass(frozen=True)
class TermKind:
    """One kind of period, owned by the app that registers it.

    ``ladder``: the name of the ladder by which people are reminded before the due date;
    empty when nobody is.
    ``on_overdue(term)``: the consequence, called once per term version, after the overdue
    event, in a transaction of its own; the term is still running and late.
    ``on_reminder(term, rung)``: called once per rung of the ladder that is sent.
    ``on_moved(term, old_due)``: a calendar change moved or filled in the due date.
    ``by_law``: the consequence is the law's own fiction (deemed acceptance), so it follows
    even when only a calendar change (日历调整) put the date into the past.
    ``is_applicants``: the applicant must act until then and is told the day in writing.
    """

    code: str
    label: StrOrPromise
    citation: str
    stops: str = Clock.NONE
    ladder: str = ladders.NONE
    on_overdue: Callable[[Term], None] | None = None
    on_reminder: Callable[[Term, str], None] | None = None
    on_moved: Callable[[Term, date | None], None] | None = None
    by_law: bool = False
    is_applicants: bool = False


_kinds: dict[str, TermKind] = {}
_pause_watchers: list[Callable[[Pause], None]] = []


def register_term(kind: TermKind) -> TermKind:
    """Make a kind known; raises ValueError when its code is taken or its ladder unknown."""
    if kind.code in _kinds:
        raise ValueError(f"term kind {kind.code} registered twice")
    if kind.ladder and kind.ladder not in ladders.LADDERS:
        raise ValueError(f"term kind {kind.code} has the unknown ladder {kind.ladder}")
    _kinds[kind.code] = kind
    return kind


def term_kind(code: str) -> TermKind | None:
    """Return the kind of a term row, or None when no app has registered it."""
    return _kinds.get(code)


def term_kinds() -> list[TermKind]:
    """Return all kinds by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def label_of(code: str) -> StrOrPromise:
    """Return the name of a term kind for people; the code itself when unknown."""
    kind = _kinds.get(code)
    return kind.label if kind else code


def ladder_of(code: str) -> str:
    """Return the name of a kind's ladder, empty when it has none or is unknown."""
    kind = _kinds.get(code)
    return kind.ladder if kind else ladders.NONE


def is_applicants(code: str) -> bool:
    """Tell whether what a kind times is the applicant's to do."""
    kind = _kinds.get(code)
    return kind is not None and kind.is_applicants


def rungs_by_kind() -> dict[str, tuple[str, ...]]:
    """Return the codes of the rungs of each kind that is reminded of."""
    return {
        code: ladders.codes_of(kind.ladder) for code, kind in sorted(_kinds.items()) if kind.ladder
    }


def lawful_kinds() -> list[str]:
    """Return the codes of the kinds whose consequence is the law's own."""
    return sorted(code for code, kind in _kinds.items() if kind.by_law)


def register_pause_watch(watcher: Callable[[Pause], None]) -> None:
    """Call ``watcher(pause)`` once when an open pause has passed its planned end."""
    _pause_watchers.append(watcher)


def pause_watchers() -> list[Callable[[Pause], None]]:
    """Return the registered watchers of forgotten pauses."""
    return list(_pause_watchers)
