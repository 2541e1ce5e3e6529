# SPDX-License-Identifier: Apache-2.0
"""A workbook that an editor handed in, and what became of it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


def new_token() -> str:
    """Return a token for the address of a run that nobody guesses."""
    return secrets.token_urlsafe(12)


class ImportState(models.TextChoices):
    """How far an import has come."""

    WAITING = "waiting", _("等待处理")
    RUNNING = "running", _("正在处理")
    DONE = "done", _("处理完毕")
    FAILED = "failed", _("没有处理成")


class ImportRun(models.Model):
    """One run over one file; a dry run says what would happen and writes nothing.

    ``report`` holds the counts and the first remarks, ``more`` how many remarks it leaves out.
    """

    token = models.CharField(max_length=24, unique=True, default=new_token)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("文件名"), max_length=120)
    path = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    is_dry = models.BooleanField(_("只检查"))
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.WAITING
    )
    report = models.JSONField(default=dict)
    problem = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("交来时间"))
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("事项导入")
        verbose_name_plural = _("事项导入")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running"), finished_at__isnull=True)
                | Q(state__in=("done", "failed"), finished_at__isnull=False),
                name="import_run_finished_has_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("state", "begun_at"),
                condition=Q(state__in=("waiting", "running")),
                name="import_run_open",
            ),
        )

    def __str__(self) -> str:
        return self.name
