# SPDX-License-Identifier: Apache-2.0
"""Review steps, decisions, licences and handing over."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import append_only


class HandoverMethod(models.TextChoices):
    """How a result gets to its holder."""

    ONLINE = "online", _("网上领取电子证照")
    WINDOW = "window", _("窗口领取")
    POST = "post", _("邮寄")


class Handover(models.Model):
    """The result reached the applicant: how, when, by whom."""

    case = models.OneToOneField("licensing.Case", models.PROTECT, related_name="handover")
    method = models.CharField(max_length=8, choices=HandoverMethod.choices)
    recipient = models.CharField(max_length=100)
    tracking_number = models.CharField(max_length=40, blank=True, default="")
    handed_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    document = models.OneToOneField("kernel.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("送达")
        verbose_name_plural = _("送达")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.method}"
