# SPDX-License-Identifier: Apache-2.0
"""Review steps, decisions, licences and handing over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import never_deleted


class Outcome(models.TextChoices):
    """What was decided."""

    GRANTED = "granted", _("准予")
    REFUSED = "refused", _("不予")


#: The columns of a decision that its event seals.
DECIDING = ("case_id", "outcome", "reasons", "decided_by_id", "decided_at")


class Decision(models.Model):
    """One decision. One is current; a later one supersedes it on a stated ground."""

    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reasons = models.TextField(blank=True, default="")
    is_current = models.BooleanField(default=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )
    ground = models.CharField(max_length=100, blank=True, default="")
    decided_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField()
    document = models.OneToOneField("kernel.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("决定")
        verbose_name_plural = _("决定")
        constraints = (
            models.UniqueConstraint(
                fields=("case",), name="decision_one_current_per_case", condition=Q(is_current=True)
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reasons=""),
                name="decision_refused_has_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False) | ~Q(ground=""),
                name="decision_by_person_or_law",
            ),
        )
        triggers = never_deleted(changes=("is_current",))

    def __str__(self) -> str:
        return f"{self.case_id}:{self.outcome}"
