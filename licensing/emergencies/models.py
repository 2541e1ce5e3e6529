# SPDX-License-Identifier: Apache-2.0
"""Emergencies and the terms whose days they gave more of (ZY 27(6))."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from licensing.emergencies.states import EmergencyState
from portal.kernel.audit.kept import append_only, never_deleted


class Emergency(models.Model):
    """One declaration: which area and items, and how many days more.

    ``divisions`` reach down: a city means all its counties. No item means all items.
    Licences are put off when they expire from ``first_day`` to ``last_day``.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="emergency")
    name = models.CharField(_("名称"), max_length=100)
    basis = models.CharField(_("依据"), max_length=200)
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    extra_days = models.PositiveSmallIntegerField(_("延长天数"))
    divisions: Any = models.ManyToManyField("kernel.Division", verbose_name=_("区域"))
    items: Any = models.ManyToManyField("services.ServiceItem", blank=True, verbose_name=_("事项"))
    state = models.CharField(
        max_length=10, choices=EmergencyState.choices, default=EmergencyState.DECLARED
    )
    declared_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    moved = models.PositiveIntegerField(_("变动日期数"), default=0)
    undo_reason = models.CharField(_("撤销理由"), max_length=1000, blank=True, default="")

    class Meta:
        verbose_name = _("突发事件延期")
        verbose_name_plural = _("突发事件延期")
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="emergency_days_in_order"
            ),
            models.CheckConstraint(condition=Q(extra_days__gt=0), name="emergency_gives_days"),
            models.CheckConstraint(
                condition=~Q(state="undone") | ~Q(undo_reason=""),
                name="emergency_undone_has_reason",
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return self.name


class EmergencyTerm(models.Model):
    """One term that an emergency has put off; the undo takes back exactly these."""

    emergency = models.ForeignKey(Emergency, models.PROTECT, related_name="terms")
    term = models.ForeignKey("kernel.Term", models.PROTECT, related_name="emergencies")

    class Meta:
        verbose_name = _("延期的期限")
        verbose_name_plural = _("延期的期限")
        constraints = (
            models.UniqueConstraint(fields=("emergency", "term"), name="emergency_term_once"),
        )
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.emergency_id}:{self.term_id}"
