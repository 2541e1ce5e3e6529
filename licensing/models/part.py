# SPDX-License-Identifier: Apache-2.0
"""The part of one organ in a joint case (联合办理)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from licensing.states.part import PartState


class OrganPart(models.Model):
    """What an organ beside the deciding one has to do; its term runs on its own subject."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="organ_part")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="parts")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="case_parts")
    label = models.CharField(max_length=40)
    limit = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.WAITING)

    class Meta:
        verbose_name = _("联办部分")
        verbose_name_plural = _("联办部分")
        ordering = ("case_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("case", "organ"), name="part_once_per_organ"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}:{self.organ_id}"
