# SPDX-License-Identifier: Apache-2.0
"""Yellow and red cards (黄牌、红牌): what went wrong, whose it is, what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.cards.states import CardState
from portal.kernel.audit.kept import never_deleted

# -- How far cards have been looked for --------------------------------------------------------


class CardWatch(models.Model):
    """Up to which moment of the event book cards have been looked for (one row)."""

    seen_until = models.DateTimeField()

    class Meta:
        verbose_name = _("亮牌进度")
        verbose_name_plural = _("亮牌进度")

    def __str__(self) -> str:
        return self.seen_until.isoformat()


# -- The colours of a card and what may come of one --------------------------------------------


class Colour(models.TextChoices):
    """The weight of a card."""

    YELLOW = "yellow", _("黄牌")
    RED = "red", _("红牌")


class CardOutcome(models.TextChoices):
    """What may come of a card."""

    RECTIFY = "rectify", _("整改")
    TALK = "talk", _("谈话")
    POINTS = "points", _("扣分")
    NONE = "none", _("不作处理")


class Card(models.Model):
    """One card for one rule and one event. ``person`` is who had it in hand at that moment.

    Without a person the unit alone answers. ``stood_in_for`` names the absentee whose deputy
    the person was.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="card")
    rule = models.CharField(_("规则"), max_length=40)
    colour = models.CharField(_("颜色"), max_length=6, choices=Colour.choices)
    event = models.ForeignKey("kernel.Event", models.PROTECT, related_name="+")
    case = models.ForeignKey("licensing.Case", models.PROTECT, null=True, related_name="cards")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, null=True, related_name="cards")
    centre = models.ForeignKey("kernel.Centre", models.PROTECT, null=True, related_name="cards")
    person = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="cards")
    stood_in_for = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    raised_on = models.DateField(_("亮牌日"))
    state = models.CharField(max_length=10, choices=CardState.choices, default=CardState.RAISED)
    appeal = models.CharField(_("申诉理由"), max_length=1000, blank=True, default="")
    appealed_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    appealed_at = models.DateTimeField(null=True)
    answer = models.CharField(_("答复"), max_length=1000, blank=True, default="")
    answered_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        _("处理结果"), max_length=8, blank=True, default="", choices=CardOutcome.choices
    )
    outcome_note = models.CharField(_("处理说明"), max_length=1000, blank=True, default="")
    closed_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("黄牌红牌")
        verbose_name_plural = _("黄牌红牌")
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("event", "rule"), name="card_once_per_rule_and_event"),
            models.CheckConstraint(
                condition=Q(organ__isnull=False) | Q(centre__isnull=False),
                name="card_has_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(state="appealed") | Q(appealed_by__isnull=False),
                name="card_appealed_has_appellant",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="card_closed_has_outcome",
            ),
        )
        indexes = (
            models.Index(
                fields=("colour", "organ"),
                name="card_open",
                condition=Q(state__in=("raised", "appealed", "upheld")),
            ),
        )
        triggers = never_deleted()

    def __str__(self) -> str:
        return f"{self.rule}:{self.pk}"
