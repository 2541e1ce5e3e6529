# SPDX-License-Identifier: Apache-2.0
"""Charges (行政许可法 58), what an item costs, and why an item may not be deferred."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.codes import Handling
from services.items.models.item import ServiceItem
from services.items.models.parts import frozen_with_version
from services.items.models.version import OfferingVersion


class FeeItem(models.Model):
    """One charge of the published list."""

    name = models.CharField(_("收费项目"), max_length=100, unique=True)
    standard = models.CharField(_("收费标准"), max_length=200)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("收费清单")
        verbose_name_plural = _("收费清单")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


# -- What an item costs: only what the published list of charges names -------------------------


class Fee(models.Model):
    """What an item costs by one charge."""

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


# -- Why an item may not be deferred: switchable rows, each with its source --------------------


class DeferralExclusion(models.Model):
    """A class of items kept out of 容缺受理, by handling or by a list of items.

    ``is_own`` marks a rule of the city's own, without a law behind it.
    """

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    label = models.CharField(_("理由"), max_length=200)
    citation = models.CharField(_("依据"), max_length=200)
    is_own = models.BooleanField(_("本市自定"), default=True)
    is_on = models.BooleanField(_("启用"), default=True)
    handling = models.CharField(
        _("办件类型"), max_length=1, choices=Handling.choices, blank=True, default=""
    )
    items = models.ManyToManyField(
        ServiceItem, blank=True, related_name="deferral_exclusions", verbose_name=_("事项")
    )

    class Meta:
        verbose_name = _("容缺排除情形")
        verbose_name_plural = _("容缺排除情形")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.label
