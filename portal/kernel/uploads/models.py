# SPDX-License-Identifier: Apache-2.0
"""Files that people give: random names, checked content, served as attachments."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.seals import seal_of
from portal.kernel.crypto import EncryptedJSONField, digest


def new_token() -> str:
    """Return 144 random bits: the file's name on disk and in addresses."""
    return secrets.token_urlsafe(18)


#: What the seal of a file stands for. A file belongs to no chain of events; its seal is made with
#: the key of the application, which the database does not hold.
SEALED = (
    "token", "owner_id", "name", "content_type", "size", "pages", "sha256", "path",
    "original_path", "original_type", "original_sha256", "original_size",
)  # fmt: skip


class Scan(models.TextChoices):
    """What a virus scanner said of a file."""

    NONE = "", _("没有扫描")
    PENDING = "pending", _("等待病毒扫描")
    CLEAN = "clean", _("已扫描")
    INFECTED = "infected", _("有病毒，已隔离")


class Upload(models.Model):
    """One file as it is kept; ``name`` is what the person called it, with its content's ending.

    Readers get the clean copy at ``path``. Where the bytes as they came prove something (a
    signature, an electronic invoice), they lie at ``original_path``. ``facts`` are what the file
    says of itself, by the names that it uses.
    """

    token = models.CharField(max_length=32, unique=True, default=new_token)
    owner = models.ForeignKey("kernel.User", models.PROTECT, related_name="uploads")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120)
    original_path = models.CharField(max_length=120, blank=True, default="", db_default="")
    original_type = models.CharField(max_length=40, blank=True, default="", db_default="")
    original_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    original_size = models.PositiveIntegerField(default=0, db_default=0)
    facts = EncryptedJSONField(null=True)
    scan = models.CharField(
        max_length=8, choices=Scan.choices, blank=True, default="", db_default=""
    )
    seal = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "上传文件"
        verbose_name_plural = "上传文件"
        indexes: ClassVar = [
            models.Index(
                fields=("id",), condition=models.Q(scan="pending"), name="upload_to_be_scanned"
            ),
        ]

    def __str__(self) -> str:
        return self.token

    def made_seal(self) -> str:
        """Return the seal that belongs to what the row says now."""
        return digest(seal_of(self, (*SEALED, "scan") if self.scan else SEALED))
