# SPDX-License-Identifier: Apache-2.0
"""Periods of retention, each with its source, and orders that something must stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.audit.kept import never_deleted
from portal.kernel.retention.words import AfterIt, HoldGround, RetentionUnit

if TYPE_CHECKING:
    from datetime import date


class RetentionPeriod(models.Model):
    """How long records of a kind are kept, in force from a day on.

    No row is edited or deleted: another period is a new row from a day, which two people make;
    ``change`` is that by which they did, empty for a row that came with a release.
    """

    kind = models.CharField(_("代码"), max_length=40)
    label = models.CharField(_("记录"), max_length=120)
    length = models.PositiveIntegerField(_("期限"), default=0)
    unit = models.CharField(_("单位"), max_length=10, choices=RetentionUnit.choices)
    counted_from = models.CharField(_("从什么时候起算"), max_length=120)
    after_it = models.CharField(_("到期后"), max_length=10, choices=AfterIt.choices)
    citation = models.CharField(_("依据"), max_length=200)
    is_own = models.BooleanField(_("本市自定"), default=False)
    effective_on = models.DateField(_("生效日期"))
    change = models.OneToOneField(
        "kernel.Change", models.PROTECT, null=True, editable=False, related_name="retention"
    )

    class Meta:
        verbose_name = _("保存期限")
        verbose_name_plural = _("保存期限")
        ordering = ("kind", "effective_on")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "effective_on"), name="retention_once_per_kind_and_day"
            ),
            models.CheckConstraint(
                condition=~Q(unit="permanent") | Q(length=0),
                name="retention_permanent_has_no_length",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return self.label


class HoldQuerySet(models.QuerySet["LegalHold"]):
    """Orders by their days."""

    def in_force(self, on: date) -> HoldQuerySet:
        """Keep the orders that have begun, are not over and were not lifted."""
        begun = self.filter(valid_from__lte=on, lifted_at__isnull=True)
        return begun.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


class LegalHold(models.Model):
    """An order that what is kept of one party, or of one thing, stays (依法保全).

    Exactly one of ``party`` and ``target`` is set; ``what`` names it as whoever ordered it did.
    ``paper`` is the number of the paper that asks for it.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    party = models.ForeignKey("kernel.Party", models.PROTECT, null=True, related_name="holds")
    target = models.ForeignKey("kernel.Subject", models.PROTECT, null=True, related_name="holds")
    what = models.CharField(_("保全什么"), max_length=60)
    ground = models.CharField(_("事由"), max_length=16, choices=HoldGround.choices)
    paper = models.CharField(_("文书号"), max_length=60)
    valid_from = models.DateField(_("从"))
    valid_to = models.DateField(_("到"), null=True)
    placed_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(_("解除理由"), max_length=300, blank=True, default="")

    objects: ClassVar = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("依法保全")
        verbose_name_plural = _("依法保全")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(party__isnull=False, target__isnull=True)
                | Q(party__isnull=True, target__isnull=False),
                name="hold_is_on_one_party_or_thing",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="hold_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="hold_lifted_has_who_and_why",
            ),
            models.CheckConstraint(condition=~Q(paper=""), name="hold_has_its_paper"),
        )
        indexes = (
            models.Index(
                fields=("valid_from",), name="hold_open", condition=Q(lifted_at__isnull=True)
            ),
        )
        triggers = never_deleted(changes=("lifted_by", "lifted_at", "lift_reason"))

    def __str__(self) -> str:
        return f"hold:{self.pk}"
