# SPDX-License-Identifier: Apache-2.0
"""A change: what one person proposed, and what another made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.changes.states import ChangeState


class Change(models.Model):
    """One proposal. ``payload`` is what is proposed, ``shown`` what both people see of it.

    ``what`` names the thing; one change of it is open at a time. ``digest`` is that of the
    payload, sealed by the events: what is applied is what was proposed. ``confirmer`` is the role
    with which it lies.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="change")
    kind = models.CharField(max_length=30)
    what = models.CharField(max_length=120)
    payload = models.JSONField()
    digest = models.CharField(max_length=64)
    shown = models.JSONField()
    reason = models.CharField(_("理由"), max_length=500)
    confirmer = models.CharField(max_length=20)
    state = models.CharField(
        max_length=10, choices=ChangeState.choices, default=ChangeState.PROPOSED
    )
    proposed_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("意见"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("双人变更")
        verbose_name_plural = _("双人变更")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=("applied", "rejected"))
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="change_is_decided_by_another",
                violation_error_message=_("提出的人不能自己确认。"),
            ),
            models.UniqueConstraint(
                fields=("kind", "what"),
                condition=Q(state="proposed"),
                name="change_one_open_per_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.what}"
