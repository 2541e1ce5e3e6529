# SPDX-License-Identifier: Apache-2.0
"""A hearing (听证) in a licence case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.states.hearing import HearingState


class Hearing(models.Model):
    """One hearing, from telling the right to the signed record. ``pause`` is its art. 45 time."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="hearing")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="hearings")
    state = models.CharField(max_length=10, choices=HearingState.choices, default=HearingState.TOLD)
    ground = models.CharField(_("告知听证的事由"), max_length=300)
    told_on = models.DateField(_("告知日"))
    requested_on = models.DateField(_("要求听证日"), null=True, blank=True)
    starts_at = models.DateTimeField(_("听证时间"), null=True, blank=True)
    place = models.CharField(_("听证地点"), max_length=200, blank=True, default="")
    host = models.ForeignKey(
        "kernel.User", models.PROTECT, null=True, blank=True, related_name="hearings_hosted"
    )
    pause = models.OneToOneField(
        "kernel.Pause", models.PROTECT, null=True, blank=True, related_name="hearing"
    )
    record = models.OneToOneField(
        "kernel.Upload", models.PROTECT, null=True, blank=True, related_name="hearing"
    )
    finding = models.CharField(_("听证意见"), max_length=500, blank=True, default="")
    recorded_on = models.DateField(_("笔录交回日"), null=True, blank=True)

    class Meta:
        verbose_name = _("听证")
        verbose_name_plural = _("听证")
        ordering = ("case_id", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                name="hearing_one_pending_per_case",
                condition=Q(state__in=("told", "requested", "scheduled")),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("scheduled", "held"))
                | (Q(starts_at__isnull=False, host__isnull=False) & ~Q(place="")),
                name="hearing_scheduled_has_time_and_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(record__isnull=False, recorded_on__isnull=False),
                name="hearing_held_has_record",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}:{self.state}"
