# SPDX-License-Identifier: Apache-2.0
"""Words to people: one notice per person and event, one delivery per channel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a message reaches somebody."""

    INBOX = "inbox", _("站内信")
    EMAIL = "email", _("电子邮件")
    SMS = "sms", _("短信")


class DeliveryState(models.TextChoices):
    """How far a message has come on one channel."""

    PLANNED = "planned", _("待发送")
    SENT = "sent", _("已发送")
    UNKNOWN = "unknown", _("结果不明")
    DEAD = "dead", _("发送失败")
    OBSOLETE = "obsolete", _("已失效")
    SKIPPED = "skipped", _("已略过")


class Notice(models.Model):
    """What one person is told about one event."""

    event = models.ForeignKey("kernel.Event", models.PROTECT, related_name="notices")
    subject = models.ForeignKey("kernel.Subject", models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    user = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="notices")
    party = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="notices")
    title = models.CharField(max_length=120)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("event", "kind", "user", "party"),
                name="notice_once_per_event_kind_person",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(party__isnull=False),
                name="notice_has_a_recipient",
            ),
        )
        indexes = (
            models.Index(
                fields=("user",), name="notice_unread", condition=models.Q(read_at__isnull=True)
            ),
            models.Index(
                fields=("created_at",), name="notice_not_blanked", condition=~models.Q(title="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


class Delivery(models.Model):
    """One way of telling; ``request_id`` stays the same over all tries."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.PLANNED
    )
    request_id = models.CharField(max_length=40, unique=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "发送"
        verbose_name_plural = "发送"
        constraints = (
            models.UniqueConstraint(fields=("notice", "channel"), name="delivery_once_per_channel"),
        )

    def __str__(self) -> str:
        return f"{self.channel}:{self.pk}"
