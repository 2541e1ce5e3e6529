# SPDX-License-Identifier: Apache-2.0
"""What must still happen, as rows written with the act that wants it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxState(models.TextChoices):
    """How far an ordered work has come."""

    PENDING = "pending", _("待执行")
    DONE = "done", _("已执行")
    OBSOLETE = "obsolete", _("已失效")
    DEAD = "dead", _("失败，待人工处理")


class OutboxMessage(models.Model):
    """One effect to bring about exactly once; ``key`` is unique, the payload holds ids only."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    payload = models.JSONField(default=dict)
    subject = models.ForeignKey("kernel.Subject", models.PROTECT, null=True, related_name="outbox")
    state = models.CharField(
        max_length=10,
        choices=OutboxState.choices,
        default=OutboxState.PENDING,
        db_default=OutboxState.PENDING,
    )
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = "待发事项"
        verbose_name_plural = "待发事项"
        constraints = (
            models.UniqueConstraint(fields=("key",), name="outbox_key_once"),
            models.CheckConstraint(
                condition=models.Q(state="pending") | models.Q(finished_at__isnull=False),
                name="outbox_finished_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("not_before", "id"),
                name="outbox_pending",
                condition=models.Q(state="pending"),
            ),
            models.Index(
                fields=("finished_at",),
                name="outbox_not_blanked",
                condition=models.Q(state__in=("done", "obsolete")) & ~models.Q(payload={}),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class StaffTask(models.Model):
    """Something that a person has to look after because no machine could."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160, unique=True)
    subject = models.ForeignKey("kernel.Subject", models.PROTECT, null=True, related_name="tasks")
    outbox = models.ForeignKey(OutboxMessage, models.PROTECT, null=True, related_name="tasks")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "人工处理任务"
        verbose_name_plural = "人工处理任务"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
