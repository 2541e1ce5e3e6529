# SPDX-License-Identifier: Apache-2.0
"""The parts that other organs have in an item (联合办理, 行政许可法 26 and 42)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.models.frozen import frozen_with_version
from services.models.version import OfferingVersion


class JointPart(models.Model):
    """What one organ beside the deciding one does for an item, within how many working days."""

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="joint_parts")
    position = models.PositiveSmallIntegerField()
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="joint_parts")
    name = models.CharField(_("环节"), max_length=40)
    days = models.PositiveSmallIntegerField(_("时限（工作日）"))

    class Meta:
        verbose_name = _("联办部分")
        verbose_name_plural = _("联办部分")
        ordering = ("version_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("version", "organ"), name="joint_part_once_per_organ"),
            models.CheckConstraint(condition=Q(days__gt=0), name="joint_part_has_days"),
        )
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.name
