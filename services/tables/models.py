# SPDX-License-Identifier: Apache-2.0
"""The fields of an item's application form (一表申请), and how often editors changed it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from services.items.codes import Provenance
from services.items.models.item import ServiceItem
from services.tables.rules import FieldKind, FieldSource


class FormField(models.Model):
    """One field. Fields of one ``code`` are the same in every item and asked once over several.

    ``source_title``: the title of the licence to read it from, or "register.value" of a register.
    """

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="form_fields")
    code = models.SlugField(_("代码"), max_length=40)
    position = models.PositiveSmallIntegerField(_("次序"))
    label = models.CharField(_("名称"), max_length=60)
    kind = models.CharField(_("类型"), max_length=10, choices=FieldKind.choices)
    is_required = models.BooleanField(_("必填"), default=True)
    pattern = models.CharField(_("格式"), max_length=200, blank=True, default="")
    help = models.CharField(_("说明"), max_length=200, blank=True, default="")
    choices = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("可选内容")
    )
    source = models.CharField(
        _("可从哪里取得"), max_length=20, choices=FieldSource.choices, default=FieldSource.ASKED
    )
    source_title = models.CharField(_("证照名称或登记内容"), max_length=200, blank=True, default="")
    provenance = models.CharField(_("来源"), max_length=10, choices=Provenance.choices)

    class Meta:
        verbose_name = _("表格项")
        verbose_name_plural = _("表格项")
        ordering = ("item_id", "position")
        constraints = (
            models.UniqueConstraint(fields=("item", "code"), name="form_field_once_per_item"),
        )

    def __str__(self) -> str:
        return self.label


# -- That an editor keeps the form of an item, and how often it was changed --------------------


class ItemForm(models.Model):
    """The form of one item since an editor first changed it; its lines are the FormFields.

    While a row is here, the shipped file no longer adds anything to the item's form.
    """

    item = models.OneToOneField(ServiceItem, models.PROTECT, related_name="form")
    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(_("修订"), default=0)
    changed_at = models.DateTimeField(_("修改时间"))

    #: The lines as they were when the running act took the form; kept for taking it back.
    before: list[dict[str, Any]] | None = None

    class Meta:
        verbose_name = _("申请表")
        verbose_name_plural = _("申请表")
        ordering = ("item_id",)

    def __str__(self) -> str:
        return f"form:{self.item_id}"
