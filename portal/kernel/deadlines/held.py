# SPDX-License-Identifier: Apache-2.0
"""Terms locked block by block, with what belongs to them, to be moved all at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.kernel.deadlines import ladder, ladders
from portal.kernel.deadlines.models import Pause, Term
from portal.kernel.deadlines.registry import ladder_of
from portal.kernel.deadlines.told import told_of
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.kernel.deadlines.querysets import TermQuerySet

_BLOCK = 10_000
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Held:
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
        term.sweep_on = ladder.next_day(term.rungs, term.rung)
        if self.was_overdue and not term.calendar_adjusted and term.due_on is not None:
            term.overdue_since = term.due_on + _ONE


def blocks(wanted: TermQuerySet) -> Iterator[list[Held]]:
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


def _held(keys: list[int], subjects: list[int]) -> list[Held]:
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
    return [Held(term, pauses[term.subject_id], told[term.pk]) for term in terms]
