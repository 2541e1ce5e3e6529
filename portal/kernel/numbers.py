# SPDX-License-Identifier: Apache-2.0
"""Counters that never repeat and never race."""

from __future__ import annotations

from django.db import models

from portal.kernel.prepared.statements import Statement


class Counter(models.Model):
    """The last number drawn in a scope, e.g. ``case:512000:20261123``."""

    scope = models.CharField(max_length=120, primary_key=True)
    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = "编号计数"
        verbose_name_plural = "编号计数"

    def __str__(self) -> str:
        return f"{self.scope}={self.value}"


_DRAW = Statement(
    "draw",
    ("varchar",),
    "INSERT INTO kernel_counter (scope, value) VALUES ($1, 1)"
    " ON CONFLICT (scope) DO UPDATE SET value = kernel_counter.value + 1 RETURNING value",
)


def draw(scope: str) -> int:
    """Draw the next number (from 1) of a scope.

    One upsert takes the row lock until the surrounding transaction ends, so two acts can
    neither draw the same number nor leave a gap behind a rollback.
    """
    ((number,),) = _DRAW.rows([scope])
    return int(number)
