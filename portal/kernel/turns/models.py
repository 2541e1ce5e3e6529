# SPDX-License-Identifier: Apache-2.0
"""The row of an open turn. A turn that ends leaves no row; the events keep the story."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.desks import NOBODY

#: What a turn without a due date is sorted by: behind every day.
NO_DAY = "9999-12-31"


class Waits(models.TextChoices):
    """What stands between a turn and its act."""

    NOTHING = "", _("可以办理")
    PAUSE = "pause", _("特别程序进行中")
    CALENDAR = "calendar", _("放假安排尚未公布")
    TURN = "turn", _("等别人先办")
    DATE = "date", _("等期限届满")


class Turn(models.Model):
    """Somebody must act next: who, by which verb, by when.

    ``root`` is what ``subject`` belongs to: the case of a step. ``sort_on`` is the earliest due
    date of the terms that count (9999-12-31 when none has one) and ``term`` that term;
    ``soon_on`` is the first day on which one of them is due soon. No colour is stored: the
    light is a comparison of these days with today. ``is_head`` marks the turn of the root that
    falls due first. ``since`` is when it came to lie there; ``urges`` of the root are counted on
    its head.

    The references are not checked by the database: a check locks the row that it looks at, which
    an act on the same root may hold while it waits for this table. The rows follow from others
    that are checked, and ``check_invariants`` recomputes them.
    """

    subject = models.ForeignKey(
        "kernel.Subject", models.PROTECT, related_name="turns", db_index=False, db_constraint=False
    )
    root = models.ForeignKey(
        "kernel.Subject", models.PROTECT, related_name="turns_below", db_constraint=False
    )
    act = models.CharField(_("待办动作"), max_length=40, blank=True)
    part = models.CharField(_("第几部分"), max_length=20, blank=True, default="")
    desk = models.CharField(_("在谁那里"), max_length=60)
    organ = models.ForeignKey(
        "kernel.Organ",
        models.PROTECT,
        null=True,
        related_name="turns",
        db_index=False,
        db_constraint=False,
    )
    handler = models.ForeignKey(
        "kernel.User",
        models.PROTECT,
        null=True,
        related_name="turns",
        db_index=False,
        db_constraint=False,
    )
    term = models.ForeignKey(
        "kernel.Term",
        models.PROTECT,
        null=True,
        related_name="turns",
        db_index=False,
        db_constraint=False,
    )
    due_ordinal = models.PositiveIntegerField(null=True)
    sort_on = models.DateField(_("到期日"))
    soon_on = models.DateField(_("提醒日"))
    waits = models.CharField(_("在等什么"), max_length=10, blank=True, choices=Waits.choices)
    is_head = models.BooleanField(default=False)
    since = models.DateTimeField(_("何时轮到"))
    urged_at = models.DateTimeField(_("最近催办"), null=True)
    urges = models.PositiveSmallIntegerField(_("催办次数"), default=0)
    calendar_version = models.ForeignKey(
        "kernel.CalendarVersion",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    class Meta:
        verbose_name = _("待办")
        verbose_name_plural = _("待办")
        constraints = (
            models.UniqueConstraint(
                fields=("subject", "act", "part"), name="turn_once_per_subject_act_and_part"
            ),
            models.UniqueConstraint(
                fields=("root",), name="turn_one_head_per_root", condition=Q(is_head=True)
            ),
            models.CheckConstraint(
                condition=Q(soon_on__lte=F("sort_on")), name="turn_is_soon_before_it_is_due"
            ),
            models.CheckConstraint(
                condition=~Q(desk=NOBODY) | ~Q(waits=""), name="turn_of_nobody_waits"
            ),
            models.CheckConstraint(
                condition=Q(desk__startswith="u:", handler__isnull=False)
                | (~Q(desk__startswith="u:") & Q(handler__isnull=True)),
                name="turn_of_a_person_has_handler",
            ),
        )
        indexes = (
            models.Index(fields=("desk", "sort_on", "id"), name="turn_by_desk"),
            models.Index(
                fields=("organ", "sort_on", "id"),
                name="turn_head_by_organ",
                condition=Q(is_head=True),
            ),
            models.Index(
                fields=("sort_on", "id"), name="turn_head_by_day", condition=Q(is_head=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.desk} {self.act} {self.sort_on}"
