# SPDX-License-Identifier: Apache-2.0
"""How the review of an item is organised."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.codes import StepRole
from services.models.frozen import frozen_with_version
from services.models.version import OfferingVersion


class ReviewStepTemplate(models.Model):
    """One step of the review: who, in which order, within how many working days.

    Steps of one ``group`` run side by side; groups run in order. ``organ`` is empty for the
    deciding organ, else it names the organ of a joint item whose staff does the step.
    """

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="review_steps")
    group = models.PositiveSmallIntegerField(_("次序"))
    role = models.CharField(_("角色"), max_length=10, choices=StepRole.choices)
    name = models.CharField(_("环节"), max_length=40)
    limit_days = models.PositiveSmallIntegerField(_("时限（工作日）"))
    organ = models.ForeignKey(
        "kernel.Organ", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("审查环节")
        verbose_name_plural = _("审查环节")
        ordering = ("version_id", "group", "id")
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.name
