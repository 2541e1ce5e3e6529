# SPDX-License-Identifier: Apache-2.0
"""One table to write to and one of the portal's to read from."""

from __future__ import annotations

from django.db import models


class Row(models.Model):
    """Something written; the bench makes and drops its table."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    objects: models.Manager[Row] = models.Manager()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "bench_row"

    def __str__(self) -> str:
        return self.kind


class Guide(models.Model):
    """What a guide says, in the columns of the portal's own table."""

    name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    promised_days = models.PositiveSmallIntegerField()
    result_name = models.CharField(max_length=200)
    objects: models.Manager[Guide] = models.Manager()

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "services_offeringversion"

    def __str__(self) -> str:
        return self.name
