# SPDX-License-Identifier: Apache-2.0
"""Files that people give: random names, checked content, served as attachments."""

from __future__ import annotations

import secrets

from django.db import models


def new_token() -> str:
    """Return 144 random bits: the file's name on disk and in addresses."""
    return secrets.token_urlsafe(18)


class Upload(models.Model):
    """One file as it is kept; ``name`` is what the person called it."""

    token = models.CharField(max_length=32, unique=True, default=new_token)
    owner = models.ForeignKey("kernel.User", models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "上传文件"
        verbose_name_plural = "上传文件"

    def __str__(self) -> str:
        return self.token
