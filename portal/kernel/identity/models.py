# SPDX-License-Identifier: Apache-2.0
"""One-time codes that were sent to a phone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.crypto import EncryptedJSONField, EncryptedTextField
from portal.kernel.identity.rules import device_name


class CodePurpose(models.TextChoices):
    """What a code proves when it is typed."""

    PHONE = "phone", _("核验手机号")
    NEW_PHONE = "new", _("更换手机号")
    RECOVER = "recover", _("找回密码")
    MANDATE = "mandate", _("同意亲友代办")


class OneTimeCode(models.Model):
    """One code for one account and phone; without a phone it was handed over at a window.

    The clear code is gone once it is spent or over.
    """

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=8, choices=CodePurpose.choices)
    phone = EncryptedTextField(blank=True)
    phone_digest = models.CharField(max_length=64)
    code = EncryptedTextField(blank=True, default="")
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("一次性验证码")
        verbose_name_plural = _("一次性验证码")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(spent_at__isnull=True) | models.Q(code=""),
                name="code_spent_is_wiped",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("user", "-made_at"), name="code_of_user"),
            models.Index(fields=("phone_digest", "-made_at"), name="code_to_phone"),
        ]

    def __str__(self) -> str:
        return f"code:{self.pk}"


class OpenSession(models.Model):
    """One signed-in browser of an account, so that its owner can see and end it."""

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    browser = models.CharField(max_length=300, blank=True, default="")
    began_at = models.DateTimeField()

    class Meta:
        verbose_name = _("登录中的设备")
        verbose_name_plural = _("登录中的设备")

    def __str__(self) -> str:
        return f"session:{self.pk}"

    @property
    def device(self) -> str:
        """The device in words."""
        return device_name(self.browser)


class FormKey(models.Model):
    """The secret in the forms of one signed-in browser, as a digest: whose forms they are.

    It outlives the session, so that a form which comes too late can be kept for its owner alone.
    """

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    secret_digest = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("表单归属")
        verbose_name_plural = _("表单归属")

    def __str__(self) -> str:
        return f"form-key:{self.pk}"


class UnsentForm(models.Model):
    """What somebody had typed when his session was over or the page stale; sealed, for a while.

    ``content``: the ``path`` it was sent to, its ``values`` as pairs, the names of its ``files``.
    """

    user = models.ForeignKey("kernel.User", models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    content = EncryptedJSONField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("未提交成功的表单")
        verbose_name_plural = _("未提交成功的表单")

    def __str__(self) -> str:
        return f"unsent:{self.pk}"
