# SPDX-License-Identifier: Apache-2.0
"""An absence: who is away from when to when, who does the work, and by which right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.grants import DatedGrant
from portal.kernel.accounts.models import StaffMember

if TYPE_CHECKING:
    from datetime import date


# -- Reading absences by their days ------------------------------------------------------------


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Reading absences by their days."""

    def standing(self) -> AbsenceQuerySet:
        """Keep those that hold at least one day: a return on the first day takes all back."""
        return self.exclude(returned_on__lte=F("first_day"))

    def touching(self, first: date, last: date) -> AbsenceQuerySet:
        """Keep those that share a day with a span, both ends included."""
        return (
            self.standing()
            .filter(first_day__lte=last, last_day__gte=first)
            .exclude(returned_on__lte=first)
        )


class AbsenceKind(models.TextChoices):
    """Why somebody is away."""

    LEAVE = "leave", _("请假")
    HANDOVER = "handover", _("假期交接")
    DUTY = "duty", _("公务外出")


class Absence(models.Model):
    """One member of staff is away from ``first_day`` to ``last_day``; the deputy does his work.

    ``returned_on`` is the day of an early return, which is a day of work again. ``begun_at``
    and ``closed_at`` say when the work was handed over and handed back.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="absence")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences")
    deputy = models.ForeignKey(StaffMember, models.PROTECT, related_name="stand_ins")
    kind = models.CharField(_("类别"), max_length=10, choices=AbsenceKind.choices)
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"))
    returned_on = models.DateField(_("提前返岗日"), null=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("外出与代办")
        verbose_name_plural = _("外出与代办")
        ordering = ("-first_day", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__lte=F("last_day")),
                name="absence_return_is_early",
            ),
            models.CheckConstraint(
                condition=~Q(staff=F("deputy")), name="absence_deputy_is_another"
            ),
        )
        indexes = (
            models.Index(
                fields=("first_day",), name="absence_to_watch", condition=Q(closed_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_id} {self.first_day}"


class StandIn(DatedGrant):
    """The right that an absence gives: the deputy may do the work on the desk of the absentee.

    It begins on the absence's first day and ends on its last, or on the eve of an early return.
    """

    content_object = models.ForeignKey(StaffMember, models.CASCADE, related_name="stood_in")
    valid_to = models.DateField()

    class Meta(DatedGrant.Meta):
        verbose_name = _("代办授权")
        verbose_name_plural = _("代办授权")
        unique_together: ClassVar = [("user", "permission", "content_object", "valid_from")]
