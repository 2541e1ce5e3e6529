# SPDX-License-Identifier: Apache-2.0
"""What the rows of the editors' desks have in common; changes that can be taken back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Told(models.Model):
    """A row whose changes by hand are told in the journal; a shipped one has no story yet."""

    subject = models.OneToOneField(
        "kernel.Subject", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


class DeskEdit(models.Model):
    """One change of a word or a form by an editor: what it said before and after.

    ``before`` is empty for what was new. ``undone_by`` took it back.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    row = models.PositiveBigIntegerField()
    label = models.CharField(max_length=200)
    before = models.JSONField(null=True)
    after = models.JSONField()
    by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("编辑改动")
        verbose_name_plural = _("编辑改动")
        ordering = ("-id",)
        indexes = (models.Index(fields=("kind", "row", "-id"), name="desk_edit_of_row"),)

    def __str__(self) -> str:
        return f"{self.kind}:{self.row}"
