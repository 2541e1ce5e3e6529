# SPDX-License-Identifier: Apache-2.0
"""The law behind an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models.frozen import frozen_with_version
from services.models.version import OfferingVersion


class LegalBasis(models.Model):
    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="legal_bases")
    position = models.PositiveSmallIntegerField()
    law = models.CharField(_("法律法规"), max_length=200)
    article = models.CharField(_("条款"), max_length=100)

    class Meta:
        verbose_name = _("设定依据")
        verbose_name_plural = _("设定依据")
        ordering = ("version_id", "position")
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return f"《{self.law}》{self.article}"
