# SPDX-License-Identifier: Apache-2.0
"""Situations (情形): the questions whose answers pick the materials of an item."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.codes import Provenance
from services.items.models.item import ServiceItem


class ItemSituation(models.Model):
    """The questions of one item as data, in the shape that ``services.situations.tree`` reads.

    ``questions`` is what applicants are asked now; ``draft`` is what an editor is working on and
    tries out, empty when there is nothing to publish.
    """

    item = models.OneToOneField(ServiceItem, models.PROTECT, related_name="situation")
    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    questions = models.JSONField(_("问题"), default=list, blank=True)
    draft = models.JSONField(_("草稿"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("修订"), default=0)
    changed_at = models.DateTimeField(_("修改时间"))
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("情形引导")
        verbose_name_plural = _("情形引导")
        ordering = ("item_id",)

    def __str__(self) -> str:
        return f"situation:{self.item_id}"
