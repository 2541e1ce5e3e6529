# SPDX-License-Identifier: Apache-2.0
"""What an item costs: only what the published list of charges names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models.fee import FeeItem
from services.models.frozen import frozen_with_version
from services.models.version import OfferingVersion


class Fee(models.Model):
    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="fees")
    fee_item = models.ForeignKey(FeeItem, models.PROTECT, related_name="charges")
    standard = models.CharField(_("收费标准"), max_length=200)

    class Meta:
        verbose_name = _("收费")
        verbose_name_plural = _("收费")
        ordering = ("version_id", "id")
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.standard
