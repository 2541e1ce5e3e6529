# SPDX-License-Identifier: Apache-2.0
"""The row that every aggregate points to, so that terms, events and papers need not know it."""

from __future__ import annotations

from django.db import models

from portal.kernel.acts import know


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
