# SPDX-License-Identifier: Apache-2.0
"""A mandate that somebody asks for and the person concerned has not agreed to yet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Relation


class Outcome(models.TextChoices):
    """What became of a request."""

    OPEN = "", _("等本人同意")
    AGREED = "agreed", _("本人已同意")
    DECLINED = "declined", _("本人不同意")
    REPLACED = "replaced", _("已另行申请")


class MandateRequest(models.Model):
    """A user asks to act for a person, as he names him; open until agreed to, declined or over.

    ``person`` holds what was typed and is asserted only: whether anybody is on file under that
    number shows nowhere. ``matter`` is the code of the one item wanted; empty means everything.
    """

    agent = models.ForeignKey("kernel.User", models.PROTECT, related_name="mandates_asked")
    person = models.ForeignKey("kernel.Party", models.PROTECT, related_name="mandates_asked")
    subject = models.OneToOneField("kernel.Subject", models.PROTECT, related_name="+")
    relation = models.CharField(_("与本人的关系"), max_length=6, choices=Relation.choices)
    matter = models.CharField(_("事项"), max_length=60, blank=True, default="")
    matter_name = models.CharField(max_length=200, blank=True, default="")
    valid_to = models.DateField(_("代办到哪天"))
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True, default="")

    class Meta:
        verbose_name = _("代办申请")
        verbose_name_plural = _("代办申请")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=("agent",),
                condition=models.Q(outcome=""),
                name="mandate_request_one_open_per_agent",
            ),
        ]

    def __str__(self) -> str:
        return f"mandate-request:{self.pk}"
