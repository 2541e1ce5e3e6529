# SPDX-License-Identifier: Apache-2.0
"""Which subject of a provider opens which account."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProviderLink(models.Model):
    """One subject of one provider opens one account. Of the subject a digest is kept."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="provider_links")
    provider = models.CharField(max_length=30)
    subject_digest = models.CharField(max_length=64, unique=True)
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("统一身份认证绑定")
        verbose_name_plural = _("统一身份认证绑定")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("user", "provider"), name="provider_link_one_subject_per_account"
            ),
        ]

    def __str__(self) -> str:
        return f"provider-link:{self.pk}"
