# SPDX-License-Identifier: Apache-2.0
"""How a policy is evaluated after its term (ZY 38)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.models.policy import Policy


class EvaluationOutcome(models.TextChoices):
    CONTINUE = "continue", _("继续执行")
    ADJUST = "adjust", _("调整后执行")
    END = "end", _("停止执行")


class PolicyEvaluation(models.Model):
    """How a policy was carried out and what follows, after its term (ZY 38)."""

    policy = models.OneToOneField(Policy, models.PROTECT, related_name="evaluation")
    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    outcome = models.CharField(_("结论"), max_length=10, choices=EvaluationOutcome.choices)
    beneficiaries = models.PositiveIntegerField(_("享受企业数"))
    findings = models.CharField(_("执行情况"), max_length=1000)
    evaluated_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(_("评估时间"))

    class Meta:
        verbose_name = _("政策评估")
        verbose_name_plural = _("政策评估")

    def __str__(self) -> str:
        return f"evaluation:{self.policy_id}"
