# SPDX-License-Identifier: Apache-2.0
"""Charges (行政许可法 58), what an item costs, and why an item may not be deferred."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import append_only
from services.items.codes import Handling
from services.items.models.parts import frozen_with_version
from services.items.models.version import OfferingVersion

#: From when what came with a release holds.
SHIPPED_ON = date(2020, 1, 1)


class DatedQuerySet(models.QuerySet[Any]):
    """Rows of law by day."""

    def in_force(self, on: date) -> Self:
        """Return of each thing the newest row that holds on a day."""
        key: str = self.model.KEY
        newest = self.model._default_manager.filter(effective_on__lte=on)
        newest = newest.order_by(key, "-effective_on").distinct(key)
        return self.filter(pk__in=newest.values("pk"))


class Dated(models.Model):
    """A row of law: in force from its day until a later row of the same thing (``KEY``) is.

    Never edited or deleted; ``change`` is that by which two people made it, empty for one that
    came with a release.
    """

    citation = models.CharField(_("依据"), max_length=200, blank=True, default="", db_default="")
    effective_on = models.DateField(_("生效日期"), default=SHIPPED_ON, db_default=SHIPPED_ON)
    change = models.OneToOneField(
        "kernel.Change", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DatedQuerySet.as_manager()
    KEY: ClassVar[str]

    class Meta:
        abstract = True


class FeeItem(Dated):
    """One charge of the published list, by its name."""

    KEY = "name"

    name = models.CharField(_("收费项目"), max_length=100)
    standard = models.CharField(_("收费标准"), max_length=200)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("收费清单")
        verbose_name_plural = _("收费清单")
        ordering = ("name", "effective_on")
        constraints = (
            models.UniqueConstraint(fields=("name", "effective_on"), name="fee_once_per_day"),
        )
        triggers = append_only()

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


class DeferralExclusion(Dated):
    """A class of items kept out of 容缺受理, by handling or by a list of items' codes.

    ``is_own`` marks a rule of the city's own, without a law behind it.
    """

    KEY = "code"

    code = models.SlugField(_("代码"), max_length=40)
    label = models.CharField(_("理由"), max_length=200)
    is_own = models.BooleanField(_("本市自定"), default=True)
    is_on = models.BooleanField(_("启用"), default=True)
    handling = models.CharField(
        _("办件类型"), max_length=1, choices=Handling.choices, blank=True, default=""
    )
    item_codes = ArrayField(
        models.CharField(max_length=64), verbose_name=_("事项"), default=list,
        db_default=models.Value([], ArrayField(models.CharField(max_length=64))),
    )  # fmt: skip

    class Meta:
        verbose_name = _("容缺排除情形")
        verbose_name_plural = _("容缺排除情形")
        ordering = ("code", "effective_on")
        constraints = (
            models.UniqueConstraint(fields=("code", "effective_on"), name="exclusion_once_per_day"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return self.label
