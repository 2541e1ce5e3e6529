# SPDX-License-Identifier: Apache-2.0
"""Review steps, decisions, licences and handing over."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.states.licence import LicenceState
from licensing.states.step import StepState
from portal.kernel.accounts.models import Role


class ReviewStep(models.Model):
    """One step of the review of one case: 承办, 审核 or 批准.

    ``organ`` does it: the deciding organ, or in a joint case the one whose part it is.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="review_step")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="steps")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="review_steps")
    position = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=20, choices=Role.choices)
    label = models.CharField(max_length=40)
    limit = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.WAITING)
    handler = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    opinion = models.CharField(max_length=500, blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("审查步骤")
        verbose_name_plural = _("审查步骤")
        ordering = ("case_id", "position", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("claimed", "passed")) | Q(handler__isnull=False),
                name="step_taken_has_handler",
            ),
        )
        indexes = (
            models.Index(
                fields=("role", "case"),
                name="step_to_do",
                condition=Q(state__in=("open", "claimed")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"


class Outcome(models.TextChoices):
    GRANTED = "granted", _("准予")
    REFUSED = "refused", _("不予")


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

    def __str__(self) -> str:
        return f"{self.case_id}:{self.outcome}"


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

    def __str__(self) -> str:
        return self.number


class HandoverMethod(models.TextChoices):
    ONLINE = "online", _("网上领取电子证照")
    WINDOW = "window", _("窗口领取")
    POST = "post", _("邮寄")


class Handover(models.Model):
    """The result reached the applicant: how, when, by whom."""

    case = models.OneToOneField("licensing.Case", models.PROTECT, related_name="handover")
    method = models.CharField(max_length=8, choices=HandoverMethod.choices)
    recipient = models.CharField(max_length=100)
    tracking_number = models.CharField(max_length=40, blank=True, default="")
    handed_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    handed_at = models.DateTimeField()
    document = models.OneToOneField("kernel.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("送达")
        verbose_name_plural = _("送达")

    def __str__(self) -> str:
        return f"{self.case_id}:{self.method}"
