# SPDX-License-Identifier: Apache-2.0
"""That an editor keeps the form of an item, and how often it was changed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.models.item import ServiceItem


class ItemForm(models.Model):
    """The form of one item since an editor first changed it; its lines are the FormFields.

    While a row is here, the shipped file no longer adds anything to the item's form.
    """

    item = models.OneToOneField(ServiceItem, models.PROTECT, related_name="form")
    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(_("修订"), default=0)
    changed_at = models.DateTimeField(_("修改时间"))

    class Meta:
        verbose_name = _("申请表")
        verbose_name_plural = _("申请表")
        ordering = ("item_id",)

    def __str__(self) -> str:
        return f"form:{self.item_id}"
