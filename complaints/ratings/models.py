# SPDX-License-Identifier: Apache-2.0
"""How well it went (好差评): one rating for one finished case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import append_only


class Rating(models.Model):
    """One rating. The code is that of GB/T 39046 A.8: 1 is best, 5 is worst."""

    class Level(models.IntegerChoices):
        """Five grades of 好差评; 1 is the best."""

        VERY_GOOD = 1, _("非常满意")
        GOOD = 2, _("满意")
        FAIR = 3, _("基本满意")
        POOR = 4, _("不满意")
        VERY_POOR = 5, _("非常不满意")

    case = models.OneToOneField("licensing.Case", models.PROTECT, related_name="rating")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    comment = models.CharField(max_length=500, blank=True, default="")
    rated_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    rated_at = models.DateTimeField()
    complaint = models.OneToOneField(
        "complaints.Complaint", models.PROTECT, null=True, related_name="rating"
    )

    class Meta:
        verbose_name = _("评价")
        verbose_name_plural = _("评价")
        constraints = (
            models.CheckConstraint(
                condition=Q(level__gte=1, level__lte=5), name="rating_level_1_to_5"
            ),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.level}"


class Urge(models.Model):
    """A supervisor urged those who hold a case (催办)."""

    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="urges")
    note = models.CharField(max_length=300, blank=True, default="")
    urged_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    urged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("催办")
        verbose_name_plural = _("催办")
        ordering = ("-id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id}"
