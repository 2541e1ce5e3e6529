# SPDX-License-Identifier: Apache-2.0
"""Registers of other offices: what the city holds already and must not ask for again."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import PartyKind
from portal.kernel.crypto import EncryptedJSONField


class Register(models.Model):
    """One connected register (ZY 34).

    ``fields``: code of a value → its name in words. ``papers``: titles of the materials that an
    entry stands in for. ``address``: where it answers at once; without one only copies are held.
    An entry is used for ``fresh_days`` calendar days after the day it was copied.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="register")
    code = models.SlugField(_("代码"), max_length=30, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    keeper = models.CharField(_("登记机关"), max_length=100)
    about = models.CharField(_("登记对象"), max_length=12, choices=PartyKind.choices)
    fields = models.JSONField(_("登记内容"))
    papers = ArrayField(models.CharField(max_length=200), default=list, verbose_name=_("可免材料"))
    address = models.URLField(_("查询地址"), blank=True, default="")
    fresh_days = models.PositiveSmallIntegerField(_("有效天数"))
    citation = models.CharField(_("依据"), max_length=200)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("部门登记库")
        verbose_name_plural = _("部门登记库")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


class RegisterEntry(models.Model):
    """What one register says about one number; sealed, found again by the digest.

    ``representative_digest``: of the number of an enterprise's 法定代表人, where the register tells.
    """

    register = models.ForeignKey(Register, models.CASCADE, related_name="entries")
    digest = models.CharField(max_length=64)
    values = EncryptedJSONField()
    representative_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    copied_on = models.DateField(_("数据日期"))

    class Meta:
        verbose_name = _("登记内容")
        verbose_name_plural = _("登记内容")
        constraints = (
            models.UniqueConstraint(
                fields=("register", "digest"), name="register_entry_once_per_number"
            ),
        )
        indexes = (models.Index(fields=("digest",), name="register_entry_by_number"),)

    def __str__(self) -> str:
        return f"{self.register_id}:{self.pk}"
