# SPDX-License-Identifier: Apache-2.0
"""Papers: numbered, frozen facts, rendered once, hashed, superseded but never re-rendered."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import never_deleted
from portal.kernel.crypto import EncryptedJSONField


def new_token() -> str:
    """Return 128 random bits for a public address, in letters that can be typed off paper."""
    return secrets.token_hex(16)


class DocumentState(models.TextChoices):
    """How far a paper has come."""

    PLANNED = "planned", _("生成中")
    RENDERED = "rendered", _("已生成")
    FAILED = "failed", _("生成失败")


class Document(models.Model):
    """One official paper about one subject."""

    subject = models.ForeignKey("kernel.Subject", models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60, unique=True)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    title = models.CharField(max_length=120)
    facts = EncryptedJSONField(default=dict)
    state = models.CharField(max_length=10, choices=DocumentState, default=DocumentState.PLANNED)
    path = models.CharField(max_length=120, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    is_signed = models.BooleanField(default=False)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    rendered_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = "文书"
        ordering = ("issued_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="rendered") | ~models.Q(sha256=""),
                name="document_rendered_has_hash",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.number
