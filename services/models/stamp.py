# SPDX-License-Identifier: Apache-2.0
"""Tells every process when the catalogue changed."""

from __future__ import annotations

from django.db import models


class CatalogueStamp(models.Model):
    """One row, rewritten with every change of what can be found; the search index follows it.

    ``number`` counts the changes and is the version that every public list carries.
    """

    singleton = models.BooleanField(primary_key=True, default=True)
    stamp = models.UUIDField()
    number = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "事项库标记"
        verbose_name_plural = "事项库标记"
        constraints = (
            models.CheckConstraint(condition=models.Q(singleton=True), name="one_catalogue_stamp"),
        )

    def __str__(self) -> str:
        return str(self.stamp)
