# SPDX-License-Identifier: Apache-2.0
"""How far cards have been looked for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CardWatch(models.Model):
    """Up to which moment of the event book cards have been looked for (one row)."""

    seen_until = models.DateTimeField()

    class Meta:
        verbose_name = _("亮牌进度")
        verbose_name_plural = _("亮牌进度")

    def __str__(self) -> str:
        return self.seen_until.isoformat()
