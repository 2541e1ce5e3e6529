# SPDX-License-Identifier: Apache-2.0
"""Review steps, and the parts of organs in a joint case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.review.states import PartState, StepState
from portal.kernel.accounts.words import Role
from portal.kernel.audit.kept import never_deleted


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
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.case_id}/{self.position}"

    @property
    def is_in_hand(self) -> bool:
        """Its organ has its turn: open, or claimed by somebody."""
        return self.state in (StepState.OPEN, StepState.CLAIMED)


# -- The part of one organ in a joint case (联合办理) ----------------------------------------------


class OrganPart(models.Model):
    """What an organ beside the deciding one has to do; its term runs on its own subject."""

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="organ_part")
    case = models.ForeignKey("licensing.Case", models.PROTECT, related_name="parts")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, related_name="case_parts")
    label = models.CharField(max_length=40)
    limit = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PartState.choices, default=PartState.WAITING)

    class Meta:
        verbose_name = _("联办部分")
        verbose_name_plural = _("联办部分")
        ordering = ("case_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("case", "organ"), name="part_once_per_organ"),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.case_id}:{self.organ_id}"
