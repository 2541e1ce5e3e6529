# SPDX-License-Identifier: Apache-2.0
"""The basic item (事项): what every level of government calls by the same name and code."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.codes import ItemType


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
