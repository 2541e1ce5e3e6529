# SPDX-License-Identifier: Apache-2.0
"""Who wants to hear when a guide changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.models.item import Offering


class Subscription(models.Model):
    """A signed-in citizen follows one guide; unsubscribing removes the row."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="subscriptions")
    offering = models.ForeignKey(Offering, models.CASCADE, related_name="subscriptions")
    since = models.DateTimeField(_("订阅时间"))

    class Meta:
        verbose_name = _("指南订阅")
        verbose_name_plural = _("指南订阅")
        ordering = ("-since",)
        constraints = (
            models.UniqueConstraint(fields=("user", "offering"), name="subscribed_once"),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.offering_id}"
