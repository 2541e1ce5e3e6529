# SPDX-License-Identifier: Apache-2.0
"""What stands behind a pause: why, who does it, how long at most, and the proof of its end."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.states.procedure import ProcedureState


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

    def __str__(self) -> str:
        return f"{self.case_id}:{self.kind}"
