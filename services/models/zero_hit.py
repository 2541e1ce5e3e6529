# SPDX-License-Identifier: Apache-2.0
"""What people looked for in vain."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ZeroHit(models.Model):
    """A question that found nothing, counted by day; nobody is remembered with it."""

    text = models.CharField(_("问法"), max_length=40)
    day = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=1)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("没有结果的问法")
        verbose_name_plural = _("没有结果的问法")
        ordering = ("-day", "text")
        constraints = (models.UniqueConstraint(fields=("text", "day"), name="zero_hit_per_day"),)

    def __str__(self) -> str:
        return self.text
