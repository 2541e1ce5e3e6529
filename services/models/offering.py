# SPDX-License-Identifier: Apache-2.0
"""The offering (实施清单): an item as one organ implements it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models.item import ServiceItem
from services.states import OfferingState


class Offering(models.Model):
    """One organ's implementation of an item; its contents live in immutable versions.

    The first organ to implement an item uses the item's own code.
    """

    code = models.CharField(_("实施编码"), max_length=64, unique=True)
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, related_name="offerings", verbose_name=_("事项")
    )
    organ = models.ForeignKey(
        "kernel.Organ", models.PROTECT, related_name="offerings", verbose_name=_("部门")
    )
    subject = models.OneToOneField("kernel.Subject", models.PROTECT, verbose_name=_("主体"))
    state = models.CharField(
        _("状态"), max_length=12, choices=OfferingState.choices, default=OfferingState.DRAFT
    )
    withdrawal_reason = models.CharField(
        _("下架理由"), max_length=500, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("实施清单")
        verbose_name_plural = _("实施清单")
        ordering = ("code",)
        constraints = (
            models.UniqueConstraint(fields=("item", "organ"), name="offering_once_per_organ"),
        )

    def __str__(self) -> str:
        return self.code
