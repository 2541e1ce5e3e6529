# SPDX-License-Identifier: Apache-2.0
"""The row that every aggregate points to, so that terms, events and papers need not know it."""

from __future__ import annotations

from django.db import models


class Subject(models.Model):
    """One thing that has a story: a case, a review step, a deferral, a complaint, a licence.

    ``seq`` and ``head`` are the number and hash of its newest event; the database trigger on
    events keeps them.
    """

    kind = models.CharField(max_length=64)
    seq = models.PositiveIntegerField(default=0, db_default=0)
    head = models.BinaryField(default=b"", db_default=b"")

    class Meta:
        verbose_name = "主体"
        verbose_name_plural = "主体"

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"
