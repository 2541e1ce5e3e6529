# SPDX-License-Identifier: Apache-2.0
"""Published special steps (特殊环节)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.models.frozen import frozen_with_version
from services.models.version import OfferingVersion


class SpecialProcedure(models.Model):
    """A published special step (特殊环节) and which clocks it stops.

    ``claims_to_stop`` is what the catalogue says; only the eight kinds of 行政许可法 45 stop the
    statutory term, and a site visit stops neither.
    """

    version = models.ForeignKey(OfferingVersion, models.CASCADE, related_name="special_procedures")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("环节"), max_length=20)
    days = models.PositiveSmallIntegerField(_("所需时间（工作日）"))
    claims_to_stop = models.BooleanField(_("原数据称不计时限"))
    stops_statutory = models.BooleanField(_("不计入法定时限"))
    stops_promised = models.BooleanField(_("不计入承诺时限"))

    class Meta:
        verbose_name = _("特殊环节")
        verbose_name_plural = _("特殊环节")
        ordering = ("version_id", "position")
        constraints = (
            models.CheckConstraint(
                condition=Q(stops_statutory=False) | Q(stops_promised=True),
                name="statutory_stop_stops_promise_too",
            ),
        )
        triggers = frozen_with_version()

    def __str__(self) -> str:
        return self.kind
