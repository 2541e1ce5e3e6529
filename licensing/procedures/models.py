# SPDX-License-Identifier: Apache-2.0
"""Special procedures (特别程序), hearings (听证) and inspections of a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.procedures.states import HearingState, ProcedureState
from portal.kernel.audit.kept import append_only, never_deleted


class Procedure(models.Model):
    """One special procedure of a case (行政许可法 45).

    ``longest_days`` working days are the most it may take, with the source; ``overrun_on`` is
    the day on which passing it was told, once. It ends with ``evidence``, or with the number of
    a report and who delivered it.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="procedure")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="procedures")
    pause = models.OneToOneField("kernel.Pause", models.PROTECT, related_name="procedure")
    kind = models.CharField(_("特别程序"), max_length=40)
    state = models.CharField(
        max_length=10, choices=ProcedureState.choices, default=ProcedureState.OPEN
    )
    reason = models.CharField(_("事由"), max_length=300)
    provider = models.CharField(_("承担机构"), max_length=100)
    longest_days = models.PositiveSmallIntegerField(_("最长时间（工作日）"))
    citation = models.CharField(_("最长时间的依据"), max_length=200)
    evidence = models.OneToOneField(
        "kernel.Upload", models.PROTECT, null=True, blank=True, related_name="procedure"
    )
    report_number = models.CharField(_("报告编号"), max_length=60, blank=True, default="")
    delivered_by = models.CharField(_("送交人"), max_length=100, blank=True, default="")
    overrun_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("特别程序")
        verbose_name_plural = _("特别程序")
        ordering = ("case_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(evidence__isnull=False)
                | (~Q(report_number="") & ~Q(delivered_by="")),
                name="procedure_closed_has_evidence",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.kind}"

    @property
    def is_open(self) -> bool:
        """It has not ended yet."""
        return self.state == ProcedureState.OPEN


# -- A hearing (听证) in a licence case ----------------------------------------------------------


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
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.state}"


# -- Who inspects, tests or looks on the spot, and when (行政许可法 34 and 55) ----------------------


class Inspection(models.Model):
    """One arrangement: two members of staff at least, and a day. A later one replaces it."""

    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="inspections")
    planned_on = models.DateField(_("日期"))
    people = models.ManyToManyField("kernel.User", related_name="+")
    arranged_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    arranged_at = models.DateTimeField()

    class Meta:
        verbose_name = _("核查安排")
        verbose_name_plural = _("核查安排")
        ordering = ("case_id", "id")
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.planned_on}"
