# SPDX-License-Identifier: Apache-2.0
"""A deferral (容缺): a secondary material promised for later, against a commitment."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.deferrals.states import UNVERIFIED, DeferralState
from portal.kernel.audit.kept import append_only, never_deleted


class DeferralGate(models.TextChoices):
    """Up to when a deferred material has to be there."""

    BEFORE_RESULT = "before_result", _("出证前补齐")
    BEFORE_MILESTONE = "before_milestone", _("竣工验收备案前补齐")


class DeferralQuerySet(models.QuerySet["Deferral"]):
    """Deferrals by what still has to happen to them."""

    def unverified(self) -> Self:
        """Return those whose material has not been found good: open, supplied or rejected."""
        return self.filter(state__in=UNVERIFIED)


class Deferral(models.Model):
    """One promised material. ``supplied_on`` counts, not the day when staff looked."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="deferral")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="deferrals")
    case_material = models.ForeignKey(
        "licensing.CaseMaterial", models.PROTECT, related_name="deferrals"
    )
    gate = models.CharField(
        max_length=16, choices=DeferralGate.choices, default=DeferralGate.BEFORE_RESULT
    )
    state = models.CharField(
        max_length=10, choices=DeferralState.choices, default=DeferralState.OPEN
    )
    committed_at = models.DateTimeField()
    supplied_on = models.DateField(null=True)
    rejections = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, default="")

    objects = DeferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("容缺")
        verbose_name_plural = _("容缺")
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("case_material",),
                name="deferral_one_open_per_material",
                condition=Q(state__in=("open", "supplied", "rejected")),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("supplied", "verified")) | Q(supplied_on__isnull=False),
                name="deferral_supplied_has_day",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.case_material_id}"


class DeferralDecline(models.Model):
    """The office declined a deferral that it ought to grant; supervision sees the reason."""

    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="deferral_declines")
    reason = models.CharField(max_length=300)
    declined_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    declined_at = models.DateTimeField()

    class Meta:
        verbose_name = _("不予容缺")
        verbose_name_plural = _("不予容缺")
        ordering = ("-id",)
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id}"
