# SPDX-License-Identifier: Apache-2.0
"""One-time notice of what is missing (一次告知)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import append_only


class Correction(models.Model):
    """One notice. A later one may only name what the first named, unless overridden."""

    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="corrections")
    sequence = models.PositiveSmallIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    override_reason = models.CharField(max_length=300, blank=True, default="")
    overridden_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    document = models.OneToOneField("kernel.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("补正告知")
        verbose_name_plural = _("补正告知")
        ordering = ("case_id", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("case", "sequence"), name="correction_once_per_number"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id}#{self.sequence}"


class CorrectionLine(models.Model):
    """One material that is missing or wrong, and what is wanted."""

    correction = models.ForeignKey(Correction, models.CASCADE, related_name="lines")
    case_material = models.ForeignKey("licensing.CaseMaterial", models.PROTECT, related_name="+")
    demand = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("补正内容")
        verbose_name_plural = _("补正内容")
        constraints = (
            models.UniqueConstraint(
                fields=("correction", "case_material"), name="correction_line_once_per_material"
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.correction_id}/{self.case_material_id}"
