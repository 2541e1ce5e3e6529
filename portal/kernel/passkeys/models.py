# SPDX-License-Identifier: Apache-2.0
"""A passkey of a member of staff."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device


class Passkey(Device):
    """One passkey. Only its public half is here: who reads this table signs in nowhere.

    A device of django_otp, so that a session that was opened with it counts as verified.
    ``credential_id`` and ``public_key`` are base64url; ``sign_count`` is what it last counted.
    """

    # no way back from the account: readers ask by the device's own manager
    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    sign_count = models.BigIntegerField(default=0)
    transports: Any = models.JSONField(default=list)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("通行密钥")
        verbose_name_plural = _("通行密钥")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"passkey:{self.pk}"
