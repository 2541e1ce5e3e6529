# SPDX-License-Identifier: Apache-2.0
"""A move: to which organ, centre and roles, from when to when."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.models import StaffMember


class StaffMove(models.Model):
    """One member of staff holds another post from ``first_day``, for good or to ``last_day``.

    ``before`` is what he goes back to: organ, centre and roles, written when the move begins. One
    move of a member is open at a time; a later one takes its place.
    """

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="moves")
    organ = models.ForeignKey("kernel.Organ", models.PROTECT, null=True, related_name="+")
    centre = models.ForeignKey("kernel.Centre", models.PROTECT, null=True, related_name="+")
    roles = models.JSONField()
    first_day = models.DateField(_("首日"))
    last_day = models.DateField(_("末日"), null=True)
    successor = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(default=dict)
    ordered_by = models.ForeignKey("kernel.User", models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("岗位调动")
        verbose_name_plural = _("岗位调动")
        ordering = ("-first_day", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="staff_move_days_in_order",
                violation_error_message=_("末日不能早于首日。"),
            ),
            models.UniqueConstraint(
                fields=("staff",),
                condition=Q(ended_at__isnull=True),
                name="staff_move_one_open_per_member",
            ),
        )

    def __str__(self) -> str:
        return f"{self.staff_id} {self.first_day}"
