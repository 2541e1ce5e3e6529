# SPDX-License-Identifier: Apache-2.0
"""Who inspects, tests or looks on the spot, and when (行政许可法 34 and 55)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Inspection(models.Model):
    """One arrangement: two members of staff at least, and a day. A later one replaces it."""

    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="inspections")
    planned_on = models.DateField(_("日期"))
    people = models.ManyToManyField("kernel.User", related_name="+")
    arranged_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("核查安排")
        verbose_name_plural = _("核查安排")
        ordering = ("case_id", "id")

    def __str__(self) -> str:
        return f"{self.case_id}:{self.planned_on}"
