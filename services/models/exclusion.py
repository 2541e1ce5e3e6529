# SPDX-License-Identifier: Apache-2.0
"""Why an item may not be deferred: switchable rows, each with its source."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.codes import Handling
from services.models.item import ServiceItem


class DeferralExclusion(models.Model):
    """A class of items kept out of 容缺受理, by handling or by a list of items.

    ``is_own`` marks a rule of the city's own, without a law behind it.
    """

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    label = models.CharField(_("理由"), max_length=200)
    citation = models.CharField(_("依据"), max_length=200)
    is_own = models.BooleanField(_("本市自定"), default=True)
    is_on = models.BooleanField(_("启用"), default=True)
    handling = models.CharField(
        _("办件类型"), max_length=1, choices=Handling.choices, blank=True, default=""
    )
    items = models.ManyToManyField(
        ServiceItem, blank=True, related_name="deferral_exclusions", verbose_name=_("事项")
    )

    class Meta:
        verbose_name = _("容缺排除情形")
        verbose_name_plural = _("容缺排除情形")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.label
