# SPDX-License-Identifier: Apache-2.0
"""What editors teach the search, and what was looked for in vain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class WordKind(models.TextChoices):
    """What an entry of the lexicon is for."""

    GROUP = "group", _("口语说法")
    ALIAS = "alias", _("事项别名")
    ENGLISH = "english", _("英文说法")


def _words(label: StrOrPromise) -> ArrayField[list[str], list[str]]:
    return ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=label
    )


class SearchWord(models.Model):
    """One entry of the lexicon: people say ``say``, the catalogue says ``mean``.

    For an alias ``say`` is the name of the item and ``mean`` its other names; for an English
    phrase ``say`` is the phrase. ``position`` keeps the order of the shipped file.
    """

    kind = models.CharField(_("种类"), max_length=8, choices=WordKind.choices)
    say = _words(_("人们说"))
    mean = _words(_("目录里叫"))
    only_with = _words(_("同时要有"))
    is_weak = models.BooleanField(_("只作补充"), default=False)
    is_on = models.BooleanField(_("启用"), default=True)
    is_shipped = models.BooleanField(_("随系统提供"), default=False)
    position = models.PositiveIntegerField(_("次序"), default=0)
    changed_by = models.ForeignKey(
        "kernel.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("检索词")
        verbose_name_plural = _("检索词")
        ordering = ("position", "id")

    def __str__(self) -> str:
        return "、".join(self.say)


# -- What people looked for in vain ------------------------------------------------------------


class ZeroHit(models.Model):
    """A question that found nothing, counted by day; nobody is remembered with it."""

    text = models.CharField(_("问法"), max_length=40)
    day = models.DateField(_("日期"))
    count = models.PositiveIntegerField(_("次数"), default=1)
    settled_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("没有结果的问法")
        verbose_name_plural = _("没有结果的问法")
        ordering = ("-day", "text")
        constraints = (models.UniqueConstraint(fields=("text", "day"), name="zero_hit_per_day"),)

    def __str__(self) -> str:
        return self.text
