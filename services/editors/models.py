# SPDX-License-Identifier: Apache-2.0
"""What the rows of the editors' desks have in common."""

from __future__ import annotations

from django.db import models


class Told(models.Model):
    """A row whose changes by hand are told in the journal; a shipped one has no story yet."""

    subject = models.OneToOneField(
        "kernel.Subject", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True
