# SPDX-License-Identifier: Apache-2.0
"""The terms of a case as its events alone say they must be.

Written from the tables of arrows and from the law, day by day: it shares no code with the
engine, reads no cached column, and takes from a term row only its limit where the events hold
none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from licensing.cases.states import CASE
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.states import machines
from tests.kernel.deadlines.oracle import LAST, UnknownYearError, walk, works

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.kernel.states import Transition

#: Arrows of every machine by the verb of their events.
ARROWS: dict[str, Transition] = {}
#: Terms that begin with a subject's first event, which is no arrow.
FIRST = {
    "licensing.procedure.open": ("procedure",),
    "licensing.hearing.tell": ("hearing_request",),
    "licensing.deferral.commit": ("deferral",),
}
#: 行政许可法 55 and its end: the act beside the arrow.
BESIDE_STARTED = {
    "licensing.case.accept": ("inspection",),
    "licensing.case.deem_accepted": ("inspection",),
}
BESIDE_ENDED = {
    "licensing.inspection.arrange": ("inspection",),
    "licensing.case.decide": ("inspection",),
}


#: 容缺补交核验: working days for handing in again.
RETRY = 2


def arrows() -> dict[str, Transition]:
    if not ARROWS:
        for machine in machines():
            ARROWS.update({f"{machine.name}.{one.verb}": one for one in machine.transitions})
    return ARROWS


def day_of(event: Event) -> date:
    assert event.effective_on is not None
    return event.effective_on


@dataclass
class Story:
    """What the events of one subject tell: periods that run, pauses, extensions.

    ``unknown`` are the periods that the item has not, ``promised_days`` those of the commitment.
    """

    started: dict[str, date] = field(default_factory=dict)
    pauses: dict[int, dict[str, Any]] = field(default_factory=dict)
    extensions: dict[int, dict[str, Any]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    is_over: bool = False
    promised_days: int = 0
    rejections: int = 0

    def take(self, event: Event) -> None:
        if event.verb == "pause.opened":
            self.pauses[event.facts["pause"]] = {
                "first": day_of(event).isoformat(),
                "last": None,
                "stops": event.facts["stops"],
            }
        elif event.verb == "pause.closed":
            self.pauses[event.facts["pause"]]["last"] = day_of(event).isoformat()
        elif event.verb == "term.extended":
            for key in (event.facts["term"], *event.facts["carried"]):
                self.extensions[key] = {
                    "days": event.facts["days"],
                    "on": day_of(event).isoformat(),
                }
        else:
            self._follow(event)

    def _reject(self, on: date) -> None:
        """One short new period, once, where it ends after the day that stands in writing."""
        self.rejections += 1
        if self.rejections == 1 and _rank(on, RETRY) > _rank(
            self.started["deferral"], self.promised_days
        ):
            self.started["deferral"] = on

    def _follow(self, event: Event) -> None:
        for kind in (*FIRST.get(event.verb, ()), *BESIDE_STARTED.get(event.verb, ())):
            self._start(kind, day_of(event))
        for kind in BESIDE_ENDED.get(event.verb, ()):
            self.started.pop(kind, None)
        if event.verb == "licensing.deferral.reject":
            self._reject(day_of(event))
            return
        arrow = arrows().get(event.verb)
        if arrow is None:
            return
        self.is_over = event.verb.startswith(f"{CASE.name}.") and event.to_state in CASE.finals
        for kind in list(self.started) if self.is_over else arrow.terms_ended:
            self.started.pop(kind, None)
        for kind in arrow.terms_started:
            self._start(kind, day_of(event))

    def _start(self, kind: str, on: date) -> None:
        if kind not in self.unknown:
            self.started[kind] = on


def _rank(start: date, limit: int) -> tuple[date, int]:
    """Return the end of so many working days, past the announced years the days beyond them."""
    day, left = start, limit
    while left and day < LAST:
        day += timedelta(days=1)
        left -= works(day)
    return day, left


def due_of(term: Term, story: Story, started_on: date) -> date | str | None:
    """Walk to the due date; "unknown" past the announced years, None under an open pause."""
    pauses = [pause for pause in story.pauses.values() if term.stops in pause["stops"]]
    extension = story.extensions.get(term.pk)
    limit = term.limit + (extension["days"] if extension else 0)
    try:
        works(started_on)
        return walk(started_on, limit, "working", pauses).due
    except UnknownYearError:
        return "unknown"


def wrong_terms(subjects: Sequence[int], unknown: frozenset[str]) -> list[str]:
    """Return every running term that differs from what the events of its subject say."""
    first = Term.objects.filter(subject_id__in=subjects, kind="deferral").order_by("-pk")
    days = dict(first.values_list("subject_id", "limit"))
    stories = {
        subject: Story(unknown=unknown, promised_days=days.get(subject, 0)) for subject in subjects
    }
    for event in Event.objects.filter(subject_id__in=subjects).order_by("subject_id", "seq"):
        stories[event.subject_id].take(event)
    rows: dict[int, dict[str, Term]] = {subject: {} for subject in subjects}
    for row in Term.objects.running().filter(subject_id__in=subjects):
        rows[row.subject_id][row.kind] = row
    return [one for subject in subjects for one in _wrong(subject, rows[subject], stories[subject])]


def _wrong(subject: int, rows: dict[str, Term], story: Story) -> list[str]:
    if set(rows) != set(story.started):
        return [f"{subject}: runs {sorted(rows)}, events say {sorted(story.started)}"]
    wrong = []
    for kind, row in rows.items():
        due = due_of(row, story, story.started[kind])
        stored = "unknown" if row.due_reason == "calendar" else row.due_on
        if (row.started_on, stored) != (story.started[kind], due):
            wrong.append(f"{subject} {kind}: {row.started_on} {stored}, events say {due}")
    return wrong
