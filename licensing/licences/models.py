# SPDX-License-Identifier: Apache-2.0
"""Review steps, decisions, licences and handing over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.licences.states import LicenceState
from portal.kernel.audit.kept import never_deleted


class Licence(models.Model):
    """A licence (证照) and its life."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="licence")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="licences")
    holder = models.ForeignKey("kernel.Party", models.PROTECT, related_name="licences")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="licences")
    title = models.CharField(max_length=120)
    number = models.CharField(max_length=60, unique=True)
    state = models.CharField(
        max_length=10, choices=LicenceState.choices, default=LicenceState.VALID
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.OneToOneField("kernel.Document", models.PROTECT, related_name="licence")

    class Meta:
        verbose_name = _("证照")
        verbose_name_plural = _("证照")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="licence_ends_after_it_starts",
            ),
        )
        indexes = (
            models.Index(
                fields=("valid_to",), name="licence_to_expire", condition=Q(state="valid")
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.number
