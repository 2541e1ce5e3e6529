# SPDX-License-Identifier: Apache-2.0
"""Whom applicants chose, and nobody else for them (ZY 25)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.models.intermediary import IntermediaryService
from services.models.provider import ProviderOffer


class IntermediaryChoice(models.Model):
    """An applicant's own choice of an agency; a later one takes the place of the earlier."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    offer = models.ForeignKey(ProviderOffer, models.PROTECT, related_name="choices")
    service = models.ForeignKey(IntermediaryService, models.PROTECT, related_name="choices")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="+")
    chosen_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField(_("选定时间"))
    ended_at = models.DateTimeField(_("改选时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("中介选择")
        verbose_name_plural = _("中介选择")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("service", "party"),
                condition=Q(ended_at__isnull=True),
                name="one_current_intermediary_choice",
            ),
        )

    def __str__(self) -> str:
        return f"choice:{self.pk}"
