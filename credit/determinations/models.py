# SPDX-License-Identifier: Apache-2.0
"""Was a promise broken, and is anybody to blame? First the hearing, then the finding."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from credit.determinations.states import DeterminationState
from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedTextField


class BreachGround(models.TextChoices):
    """Which promise was broken."""

    DEFERRAL_LAPSED = "deferral_lapsed", _("容缺承诺逾期未履行")


class Determination(models.Model):
    """One inquiry into one broken promise; the applicant is heard before anything is marked."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="determination")
    party = models.ForeignKey("kernel.Party", models.PROTECT, related_name="determinations")
    cause = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="determination_of")
    ground = models.CharField(max_length=30, choices=BreachGround.choices)
    state = models.CharField(
        max_length=10, choices=DeterminationState.choices, default=DeterminationState.HEARING
    )
    opened_at = models.DateTimeField()
    hearing_due_on = models.DateField(null=True)
    statement = EncryptedTextField(blank=True, default="")
    claims_force_majeure = models.BooleanField(default=False)
    stated_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=500, blank=True, default="")
    found_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("违诺认定")
        verbose_name_plural = _("违诺认定")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("marked", "excused")) | Q(found_by__isnull=False),
                name="determination_found_by_somebody",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.party_id}:{self.ground}"
