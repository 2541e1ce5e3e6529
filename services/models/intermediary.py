# SPDX-License-Identifier: Apache-2.0
"""Intermediary services (中介服务, ZY 25): the published list."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.codes import Provenance
from services.items.models.item import ServiceItem


class IntermediaryService(models.Model):
    """One service of the published list; what is not on the list is no condition of approval.

    ``result`` is the paper it yields, as the list of materials of the items names it. ``subject``
    carries the story of what editors changed; a shipped row that nobody touched has none.
    """

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=100, unique=True)
    legal_basis = models.CharField(_("设定依据"), max_length=200)
    authority = models.CharField(_("行业主管部门"), max_length=100)
    result = models.CharField(_("服务成果"), max_length=200)
    items = models.ManyToManyField(
        ServiceItem, blank=True, related_name="intermediary_services", verbose_name=_("用于事项")
    )
    is_listed = models.BooleanField(_("在清单内"), default=True)
    listed_on = models.DateField(_("列入日期"))
    subject = models.OneToOneField(
        "kernel.Subject", models.PROTECT, null=True, blank=True, related_name="+"
    )
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("中介服务事项")
        verbose_name_plural = _("中介服务事项")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name
