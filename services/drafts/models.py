# SPDX-License-Identifier: Apache-2.0
"""A draft of a version: the record as the editors write it, until it is published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.drafts.states import OPEN, DraftState
from services.items.models.item import Offering
from services.items.models.version import OfferingVersion


class Draft(models.Model):
    """What one offering is to say next; ``row`` has the shape of a catalogue file's record.

    ``base`` is the version it was copied from (empty for a new offering), ``offering`` is empty
    until a new one is published. ``renames`` lets the item's name change with it. ``edited_by`` has it in hand, nobody after that one has left the
    post. Who edited it is in its events; none of them may approve it.
    """

    subject = models.OneToOneField("kernel.Subject", models.PROTECT, verbose_name=_("主体"))
    code = models.CharField(_("实施编码"), max_length=64)
    offering = models.ForeignKey(
        Offering, models.PROTECT, null=True, blank=True, related_name="drafts"
    )
    base = models.ForeignKey(
        OfferingVersion, models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.OneToOneField(
        OfferingVersion, models.PROTECT, null=True, blank=True, related_name="draft"
    )
    row = models.JSONField(_("内容"))
    state = models.CharField(
        _("状态"), max_length=10, choices=DraftState.choices, default=DraftState.EDITING
    )
    reason = models.CharField(_("退回理由"), max_length=500, blank=True, default="", db_default="")
    effective_on = models.DateField(_("生效日期"), null=True, blank=True)
    renames = models.BooleanField(_("事项改名"), default=False, db_default=False)
    edited_by = models.ForeignKey("kernel.User", models.PROTECT, null=True, related_name="+")
    reviewed_by = models.ForeignKey(
        "kernel.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("最后改动"))

    class Meta:
        verbose_name = _("指南草稿")
        verbose_name_plural = _("指南草稿")
        ordering = ("-changed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("code",), condition=Q(state__in=OPEN), name="one_open_draft_per_code"
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.SCHEDULED) | Q(effective_on__isnull=False),
                name="scheduled_draft_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.PUBLISHED) | Q(version__isnull=False),
                name="published_draft_has_version",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}: {self.state}"

    @property
    def name(self) -> str:
        """The item's name as the draft has it, else as it is, else the code."""
        if named := self.row.get("name"):
            return str(named)
        return self.offering.item.name if self.offering is not None else self.code
