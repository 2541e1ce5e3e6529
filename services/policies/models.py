# SPDX-License-Identifier: Apache-2.0
"""Policies for enterprises (惠企政策, ZY 14 and 38)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import append_only
from services.editors.models import Told
from services.items.codes import Provenance
from services.items.models.item import ServiceItem


class Policy(Told):
    """One policy with its conditions as data, in the shape ``services.policies.rules`` reads.

    A policy closed before its time has its last day moved, and says why; one closed before its
    first day was never in force and is no longer published.
    """

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100)
    organ = models.CharField(_("牵头部门"), max_length=100)
    benefit = models.CharField(_("给什么"), max_length=300)
    how = models.CharField(_("怎么申请"), max_length=300)
    source = models.CharField(_("政策依据"), max_length=200)
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, null=True, blank=True, related_name="policies"
    )
    conditions = models.JSONField(_("条件"), default=list)
    valid_from = models.DateField(_("施行"))
    valid_to = models.DateField(_("有效期至"))
    closing_reason = models.CharField(
        _("提前终止的原因"), max_length=200, blank=True, default="", db_default=""
    )
    is_published = models.BooleanField(_("公布"), default=True, db_default=True)
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("惠企政策")
        verbose_name_plural = _("惠企政策")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="policy_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return self.name


# -- How a policy is evaluated after its term (ZY 38) ------------------------------------------


class EvaluationOutcome(models.TextChoices):
    """What becomes of a policy after its evaluation."""

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
        triggers = append_only()

    def __str__(self) -> str:
        return f"evaluation:{self.policy_id}"
