# SPDX-License-Identifier: Apache-2.0
"""The row that every aggregate points to, so that terms, events and papers need not know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models

from portal.kernel.acts import Writer, know

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class SubjectManager(models.Manager["Subject"]):
    """Makes subjects and lets the running act know that they are new."""

    def begin(self, kind: str) -> Subject:
        """Make a subject; it has no pauses yet."""
        subject = self.create(kind=kind)
        know(("pauses", subject.pk), [])
        return subject

    def begin_many(self, kind: str, count: int) -> list[Subject]:
        """Make several subjects of a kind in one statement."""
        subjects = self.bulk_create(Subject(kind=kind) for _one in range(count))
        for subject in subjects:
            know(("pauses", subject.pk), [])
        return subjects


class Subject(models.Model):
    """One thing that has a story: a case, a review step, a deferral, a complaint, a licence.

    ``seq`` and ``head`` are the number and hash of its newest event; the database trigger on
    events keeps them.
    """

    kind = models.CharField(max_length=64)
    seq = models.PositiveIntegerField(default=0, db_default=0)
    head = models.BinaryField(default=b"", db_default=b"")

    objects = SubjectManager()

    class Meta:
        verbose_name = "主体"
        verbose_name_plural = "主体"

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


# -- What an act has touched: known at its end to whoever keeps rows about it ------------------


@dataclass(frozen=True)
class Touched:
    """Subjects whose state or terms an act has changed.

    ``kind`` is theirs, empty when they are of several. ``in_bulk``: they were changed by the
    set, without the locks that acts on each of them take.
    """

    kind: str
    keys: tuple[int, ...]
    in_bulk: bool = False


def _nothing(touched: list[Touched]) -> None:
    del touched


@dataclass
class _Watch:
    """Who is told of touched subjects, once, at the end of the act, and of which kinds."""

    tell: Callable[[list[Touched]], None] = _nothing
    wants: Callable[[str], bool] = bool


watch = _Watch()


def _tell(touched: list[Touched]) -> None:
    watch.tell(touched)


#: The last thing that an act writes: it follows from all the rest.
_LAST = 1000
_touched = Writer(_tell, order=_LAST)


def touch(subject: Subject) -> None:
    """Note that the state or a term of a subject has changed."""
    if watch.wants(subject.kind):
        _touched(Touched(subject.kind, (subject.pk,)))


def touch_many(keys: Iterable[int], *, kind: str = "", in_bulk: bool = False) -> None:
    """Note the same of many, by their keys."""
    if noted := tuple(keys):
        _touched(Touched(kind, noted, in_bulk))
