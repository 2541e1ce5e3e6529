# SPDX-License-Identifier: Apache-2.0
"""The item (事项), its offerings (实施清单), and the stamp of the catalogue."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.codes import ItemType
from services.items.states import OfferingState


class ServiceItem(models.Model):
    """One item of the catalogue: its name, code and type are the same at all levels.

    ``is_local_code`` marks a placeholder code that must never be shown as a real one.
    """

    code = models.CharField(_("编码"), max_length=64, unique=True)
    name = models.CharField(_("名称"), max_length=200)
    item_type = models.CharField(_("事项类型"), max_length=2, choices=ItemType.choices)
    is_local_code = models.BooleanField(_("临时编码"), default=False)
    created_at = models.DateTimeField(_("建立时间"))

    class Meta:
        verbose_name = _("事项")
        verbose_name_plural = _("事项")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class ListedItem(models.Model):
    """A name known from other lists, for search only; codes there are neither unique nor whole."""

    code = models.CharField(_("编码"), max_length=64)
    name = models.CharField(_("名称"), max_length=200)
    organ_name = models.CharField(_("部门"), max_length=100)

    class Meta:
        verbose_name = _("仅列名事项")
        verbose_name_plural = _("仅列名事项")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("code", "name"), name="listed_item_once"),)

    def __str__(self) -> str:
        return self.name


# -- The offering (实施清单): an item as one organ implements it -----------------------------------


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


# -- Tells every process when the catalogue changed --------------------------------------------


class CatalogueStamp(models.Model):
    """One row, rewritten with every change of what can be found; the search index follows it.

    ``number`` counts the changes and is the version that every public list carries.
    """

    singleton = models.BooleanField(primary_key=True, default=True)
    stamp = models.UUIDField()
    number = models.PositiveIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "事项库标记"
        verbose_name_plural = "事项库标记"
        constraints = (
            models.CheckConstraint(condition=models.Q(singleton=True), name="one_catalogue_stamp"),
        )

    def __str__(self) -> str:
        return str(self.stamp)
