# SPDX-License-Identifier: Apache-2.0
"""Who may not apply again for an item, until when, and why (行政许可法 78, 79)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from licensing.bans.states import BanState
from portal.kernel.audit.kept import never_deleted


class BanGround(models.TextChoices):
    """Why a party may not apply again (行政许可法 78, 79)."""

    FALSE_MATERIALS = "false_materials", _("隐瞒情况或者提供虚假材料")
    FRAUD = "fraud", _("以欺骗、贿赂等不正当手段取得许可")


class Ban(models.Model):
    """One party barred from one item, both days included."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="ban")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="bans")
    item = models.ForeignKey("services.ServiceItem", models.PROTECT, related_name="bans")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="bans")
    ground = models.CharField(_("事由"), max_length=16, choices=BanGround.choices)
    state = models.CharField(max_length=8, choices=BanState.choices, default=BanState.ACTIVE)
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    citation = models.CharField(_("依据"), max_length=200)
    lift_reason = models.CharField(_("解除理由"), max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = _("再次申请的禁止期")
        verbose_name_plural = _("再次申请的禁止期")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="ban_days_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="lifted") | ~Q(lift_reason=""), name="ban_lifted_has_reason"
            ),
            models.UniqueConstraint(fields=("case", "ground"), name="ban_once_per_case_and_ground"),
        )
        indexes = (
            models.Index(
                fields=("party", "item"), name="ban_in_force", condition=Q(state="active")
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.party_id}:{self.item_id}"
