# SPDX-License-Identifier: Apache-2.0
"""Credit records of this portal, and requests to repair them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit.records.models import CreditRecord
from credit.repair.states import RepairState
from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedTextField


class RepairRequest(models.Model):
    """The party asks to have a record repaired: what was mended, and a promise."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="repair_request")
    record = models.ForeignKey(CreditRecord, models.PROTECT, related_name="repairs")
    state = models.CharField(max_length=10, choices=RepairState.choices, default=RepairState.FILED)
    grounds = EncryptedTextField()
    filed_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("信用修复申请")
        verbose_name_plural = _("信用修复申请")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("record",), name="repair_one_open_per_record", condition=Q(state="filed")
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.record_id}"
