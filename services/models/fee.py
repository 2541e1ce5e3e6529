# SPDX-License-Identifier: Apache-2.0
"""The published list of charges; what is not on it cannot be charged (行政许可法 58)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FeeItem(models.Model):
    name = models.CharField(_("收费项目"), max_length=100, unique=True)
    standard = models.CharField(_("收费标准"), max_length=200)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        verbose_name = _("收费清单")
        verbose_name_plural = _("收费清单")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
