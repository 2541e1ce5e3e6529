# SPDX-License-Identifier: Apache-2.0
"""A complaint, question, plea or suggestion (诉求)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.appeals.states import ComplaintState
from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedTextField


class AppealKind(models.TextChoices):
    """What somebody wants of the office; the kind sets the days (四川省12345办法)."""

    CONSULT = "consult", _("咨询")
    HELP = "help", _("求助")
    SUGGESTION = "suggestion", _("意见建议")
    COMPLAINT = "complaint", _("投诉")
    REPORT = "report", _("举报")


class ComplaintGround(models.TextChoices):
    """What a complaint is found to be about (市级监察触发情形)."""

    FEE_OFF_LIST = "fee_off_list", _("收取清单以外的费用")
    REFUSED_INTAKE = "refused_intake", _("应当受理不受理")
    EXTRA_DEMAND = "extra_demand", _("要求清单以外的材料")
    DELAY = "delay", _("拖延")
    MANNER = "manner", _("服务态度")
    OTHER = "other", _("其他")


class Finding(models.TextChoices):
    """Whether an answered appeal turned out to be true."""

    TRUE = "true", _("属实")
    PARTLY = "partly", _("部分属实")
    UNTRUE = "untrue", _("不属实")


class Complaint(models.Model):
    """One appeal to the office. Text and contact are sealed; the code finds it again."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="complaint")
    number = models.CharField(max_length=30, unique=True)
    tracking_code = EncryptedTextField()
    kind = models.CharField(max_length=10, choices=AppealKind.choices)
    title = models.CharField(max_length=100)
    text = EncryptedTextField()
    case = models.ForeignKey("licensing.Case", models.PROTECT, null=True, related_name="complaints")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, null=True, related_name="complaints")
    about_staff = models.ForeignKey(
        "kernel.StaffMember", models.PROTECT, null=True, related_name="+"
    )
    filed_by = models.ForeignKey(
        "kernel.User", models.PROTECT, null=True, related_name="complaints"
    )
    contact_name = EncryptedTextField(blank=True, default="")
    contact_phone = EncryptedTextField(blank=True, default="")
    state = models.CharField(
        max_length=12, choices=ComplaintState.choices, default=ComplaintState.FILED
    )
    filed_at = models.DateTimeField()
    handler = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    ground = models.CharField(
        _("情形"),
        max_length=16,
        choices=ComplaintGround.choices,
        blank=True,
        default="",
        db_default="",
    )
    finding = models.CharField(
        _("认定"), max_length=8, choices=Finding.choices, blank=True, default="", db_default=""
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("诉求")
        verbose_name_plural = _("诉求")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("dispatched", "in_handling", "answered"))
                | Q(organ__isnull=False),
                name="complaint_dispatched_has_organ",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False),
                name="complaint_answered_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("organ", "state"),
                name="complaint_open_by_organ",
                condition=Q(state__in=("filed", "dispatched", "in_handling")),
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.number
