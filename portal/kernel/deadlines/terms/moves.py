# SPDX-License-Identifier: Apache-2.0
"""Moving many open terms at once: read in blocks, written by a few statements a block.

A calendar change moves whatever it touches; relief moves the terms that it is given to.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q

from portal.kernel import clock
from portal.kernel.acts import act
from portal.kernel.audit.models import Event
from portal.kernel.deadlines.terms import ladders, rows
from portal.kernel.deadlines.terms.models import Pause, Term, TermReminder
from portal.kernel.deadlines.terms.registry import ladder_of
from portal.kernel.deadlines.words import DueReason
from portal.kernel.outbox.bell import bell
from portal.kernel.subjects import Subject, touch_many

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from portal.kernel.deadlines.engine.calendar import Calendar
    from portal.kernel.deadlines.terms.models import TermQuerySet


# -- Which rungs terms have reached so far, under whatever due date they had then --------------


_ONE = timedelta(days=1)


def told_of(keys: Collection[int], subjects: Collection[int]) -> dict[int, set[tuple[str, date]]]:
    """Return by term the code and the day of each rung; lateness that blamed nobody left out.

    Kinds without a ladder leave no reminders, so lateness is read from its events.
    """
    told: dict[int, set[tuple[str, date]]] = defaultdict(set)
    reached = TermReminder.objects.filter(term__in=keys).exclude(rung=ladders.OVERDUE)
    for term_id, rung, day in reached.values_list("term_id", "rung", "reached_on"):
        told[term_id].add((rung, day))
    overdue = Event.objects.filter(subject__in=subjects, verb="term.overdue")
    for facts in overdue.values_list("facts", flat=True):
        if not facts["adjusted"]:
            day = date.fromisoformat(facts["due_on"]) + _ONE
            told[facts["term"]].add((ladders.OVERDUE, day))
    return told


# -- Terms locked block by block, with what belongs to them, to be moved all at once -----------


_BLOCK = 10_000


@dataclass(frozen=True)
class LockedTerm:
    """A locked running term with its subject's pauses.

    ``told`` are the rungs that it has reached so far, under whatever due date, and the days.
    """

    term: Term
    pauses: list[Pause]
    told: set[tuple[str, date]]

    @property
    def was_overdue(self) -> bool:
        """Whether the term was overdue before with the due date that it has."""
        due = self.term.due_on
        return due is not None and (ladders.OVERDUE, due + _ONE) in self.told

    def skip_told(self) -> None:
        """Do not go back over rungs that were reached on the very days that hold again."""
        term = self.term
        codes = ladders.codes_of(ladder_of(term.kind))
        pairs = enumerate(zip(codes, term.rungs, strict=False), 1)
        again = [number for number, pair in pairs if pair in self.told]
        term.rung = max([term.rung, *again])
        term.sweep_on = ladders.next_day(term.rungs, term.rung)
        if self.was_overdue and not term.calendar_adjusted and term.due_on is not None:
            term.overdue_since = term.due_on + _ONE


def blocks(wanted: TermQuerySet) -> Iterator[list[LockedTerm]]:
    """Lock the running ones of some terms, subjects first, and yield them block by block.

    They may have changed between the reading and the locking: look again at what matters.
    """
    last = 0
    while True:
        terms = wanted.running().filter(pk__gt=last).order_by("pk")
        keys = list(terms.values_list("pk", "subject_id")[:_BLOCK])
        if not keys:
            return
        last = keys[-1][0]
        yield _held([pk for pk, _subject in keys], sorted({subject for _pk, subject in keys}))


def _held(keys: list[int], subjects: list[int]) -> list[LockedTerm]:
    list(Subject.objects.select_for_update().filter(pk__in=subjects).order_by("pk").values("pk"))
    pauses: dict[int, list[Pause]] = defaultdict(list)
    for pause in Pause.objects.filter(subject__in=subjects).order_by("pk"):
        pauses[pause.subject_id].append(pause)
    told = told_of(keys, subjects)
    terms = (
        Term.objects.running()
        .filter(pk__in=keys)
        .select_related("extension")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return [LockedTerm(term, pauses[term.subject_id], told[term.pk]) for term in terms]


_WRITE = """
WITH v AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS v(id bigint, subject_id bigint, kind text,
       was date, verb text, facts jsonb, source text, relief_days int, told_on date, due_on date,
       due_at timestamptz, due_ordinal int, due_reason text, length int, pause_days int,
       look_at date, frozen_remaining int, rungs date[], rung smallint, sweep_on date,
       version int, calendar_version_id bigint, calendar_adjusted bool, overdue_since date)
), changed AS (
    UPDATE kernel_term t SET relief_days = v.relief_days, told_on = v.told_on, due_on = v.due_on, due_at = v.due_at,
           due_ordinal = v.due_ordinal, due_reason = v.due_reason, length = v.length,
           pause_days = v.pause_days, look_at = v.look_at, frozen_remaining = v.frozen_remaining,
           rungs = v.rungs, rung = v.rung, sweep_on = v.sweep_on, version = v.version,
           calendar_version_id = v.calendar_version_id, calendar_adjusted = v.calendar_adjusted,
           overdue_since = v.overdue_since
      FROM v WHERE t.id = v.id
), told AS (
    INSERT INTO kernel_event (subject_id, verb, facts, citation, effective_on)
    SELECT v.subject_id, v.verb,
           jsonb_build_object('term', v.id, 'kind', v.kind, 'from', v.was, 'to', v.due_on)
             || v.facts,
           v.source, %(today)s
      FROM v WHERE v.verb <> '' ORDER BY v.subject_id, v.id
)
INSERT INTO kernel_outboxmessage (kind, key, payload, subject_id, not_before, created_at)
SELECT 'kernel.date_moved', 'term:' || v.id || ':' || v.version || ':moved',
       jsonb_build_object('term', v.id, 'version', v.version, 'from', v.was, 'to', v.due_on),
       v.subject_id, %(at)s, %(at)s
  FROM v WHERE v.verb = %(moved)s ORDER BY v.id
ON CONFLICT (key) DO NOTHING
"""


MOVED = "term.date_moved"


_COLUMNS = (
    *rows.COLUMNS,
    "relief_days",
    "told_on",
    "rung",
    "sweep_on",
    "version",
    "calendar_version_id",
    "calendar_adjusted",
    "overdue_since",
)


@dataclass
class TermMove:
    """Terms on their way to new dates; ``moved`` counts those whose due date became another.

    ``write`` stores what was worked out since the last time. Runs in the caller's transaction.
    """

    calendar: Calendar
    at: datetime
    moved: int = 0
    _changed: list[dict[str, Any]] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)
    _memory: dict[tuple[Any, ...], rows.Dates] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day on which the terms are moved."""
        return clock.local_date(self.at)

    def take(
        self,
        held: LockedTerm,
        *,
        source: str = "",
        facts: dict[str, Any] | None = None,
        verb: str = "",
    ) -> None:
        """Work a term out anew; what changed is written later.

        A due date that this puts into the past is marked as adjusted (日历调整) and blames
        nobody. ``source`` is the decision that moved it (else the calendar's notice), ``facts``
        what its event tells beyond the dates. ``verb`` names the event of a change that leaves
        the due date as it was; without it there is none.
        """
        term = held.term
        # Also where the date stays: the days before it may have changed places.
        self._seen.add(term.subject_id)
        was, version = term.due_on, term.version
        was_late = was is not None and was < self.today
        rows.fill(term, self._dates(held), self.calendar, self.today)
        if term.version == version:
            return
        if term.due_on is not None and term.due_on < self.today and not was_late:
            term.calendar_adjusted = not held.was_overdue
        held.skip_told()
        values = {name: getattr(term, name) for name in _COLUMNS}
        values |= {"id": term.pk, "subject_id": term.subject_id, "kind": term.kind, "was": was}
        values["verb"] = MOVED if term.due_on != was else verb
        values["source"] = source or self._notice(term.due_on)
        values["facts"] = facts or {
            "calendar": self.calendar.version,
            "adjusted": term.calendar_adjusted,
        }
        self._changed.append(values)

    def _dates(self, held: LockedTerm) -> rows.Dates:
        """Return the dates of a term; terms alike in everything are worked out once."""
        term, extension = held.term, getattr(held.term, "extension", None)
        if held.pauses or extension is not None or term.started_at is not None:
            return rows.dates_of(term, self.calendar, held.pauses, extension)
        key = (
            term.limit,
            term.unit,
            term.started_on,
            term.rolls,
            term.kind,
            term.relief_days,
            term.told_on,
        )
        if key not in self._memory:
            self._memory[key] = rows.dates_of(term, self.calendar, (), None)
        return self._memory[key]

    def _notice(self, due: date | None) -> str:
        return self.calendar.notice_of(due) if due else ""

    def write(self) -> None:
        """Store the changed terms, with an event and a message for each moved date."""
        self._store()
        touch_many(self._seen, in_bulk=True)
        self._seen.clear()

    def _store(self) -> None:
        if not self._changed:
            return
        moved = sum(values["verb"] == MOVED for values in self._changed)
        with connection.cursor() as cursor:
            # A long queue of deferred checks makes each event's trigger slower and slower.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                _WRITE,
                {
                    "rows": _json(self._changed),
                    "today": self.today,
                    "at": self.at,
                    "moved": MOVED,
                },
            )
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        if moved:
            transaction.on_commit(bell)
        self.moved += moved
        self._changed.clear()


@act
def move_terms(*, before: Calendar, after: Calendar, at: datetime) -> int:
    """Work out anew all running terms that a calendar change touches; return how many moved.

    Ended terms are not touched. Runs in the caller's transaction.
    """
    touched = _touched(before, after)
    if touched is None:
        return 0
    move = TermMove(after, at)
    for block in blocks(Term.objects.filter(touched)):
        for held in block:
            move.take(held)
        move.write()
    return move.moved


def _touched(before: Calendar, after: Calendar) -> Q | None:
    """Return which running terms can differ, None when no working day has changed."""
    if after.base != before.base:
        return Q()
    known = dict(zip((row.date for row in before.rows()), before.rows(), strict=True))
    first = next(
        (
            row.date
            for row in after.rows()
            if row.date not in known or known[row.date].is_working != row.is_working
        ),
        None,
    )
    if first is None and after.last < before.last:
        first = after.last_date
    if first is None:
        return None
    return ~Q(due_reason=DueReason.KNOWN) | Q(due_on__gte=first)


def _json(values: list[dict[str, Any]]) -> str:
    return json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False)
