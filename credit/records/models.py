# SPDX-License-Identifier: Apache-2.0
"""Credit records of this portal, and requests to repair them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from credit.records.states import RecordState
from portal.kernel.audit.kept import never_deleted


class RecordKind(models.TextChoices):
    """What a credit record says about its party."""

    BREACH = "breach", _("容缺违诺")


class CreditRecord(models.Model):
    """One mark on one party, inside this portal only, with its end."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="credit_record")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="credit_records")
    kind = models.CharField(max_length=10, choices=RecordKind.choices)
    determination = models.OneToOneField(
        "credit.Determination", models.PROTECT, related_name="record"
    )
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.ACTIVE)
    begins_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        verbose_name = _("信用记录")
        verbose_name_plural = _("信用记录")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="credit_record_ends_after_it_begins"
            ),
        )
        indexes = (
            models.Index(
                fields=("party",), name="credit_record_active", condition=Q(state="active")
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.party_id}:{self.kind}"
