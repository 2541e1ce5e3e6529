# SPDX-License-Identifier: Apache-2.0
"""The forms of retention: another length, an order that something stays, its lifting."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kernel.changes.actions import MOST_REASON
from portal.kernel.changes.law import MOST_CITATION, MOST_VALUE
from portal.kernel.retention import holds
from portal.kernel.retention.models import RetentionPeriod
from portal.kernel.retention.words import HoldGround
from portal.web.calendar.forms import day_field


class LengthForm(forms.Form):
    """Another length of a period, its source and from when."""

    length = forms.IntegerField(label=_("新的期限"), min_value=0, max_value=MOST_VALUE)
    citation = forms.CharField(
        label=_("依据"), max_length=MOST_CITATION, help_text=_("文件名称和条款。")
    )
    effective_on = day_field(_("生效日期"), help_text=_("最早明天。"))
    reason = forms.CharField(
        label=_("为什么变更"), max_length=MOST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, period: RetentionPeriod, **kwargs: Any) -> None:
        kwargs["initial"] = {"length": period.length, "citation": period.citation}
        super().__init__(*args, **kwargs)

    def payload(self, period: RetentionPeriod) -> dict[str, Any]:
        """Return what is proposed, as JSON keeps it."""
        data = self.cleaned_data
        day: datetime.date = data["effective_on"]
        return {
            "kind": period.kind,
            "length": data["length"],
            "citation": data["citation"],
            "effective_on": day.isoformat(),
        }


class Named(models.TextChoices):
    """How what has to stay is named."""

    CASE = "case", _("办件（填办件编号）")
    COMPLAINT = "complaint", _("诉求（填诉求编号）")
    PERSON = "person", _("个人（填证件号码）")
    ENTERPRISE = "enterprise", _("单位（填统一社会信用代码）")


class HoldForm(forms.Form):
    """What has to stay, why, by which paper, from when to when."""

    kind = forms.ChoiceField(label=_("保全什么"), choices=Named.choices)
    what = forms.CharField(
        label=_("编号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    ground = forms.ChoiceField(label=_("事由"), choices=HoldGround.choices)
    paper = forms.CharField(
        label=_("文书号"), max_length=holds.MOST_PAPER, help_text=_("来文机关的文书号。")
    )
    valid_from = day_field(_("从"))
    valid_to = day_field(_("到"), required=False, help_text=_("不填就一直保全到解除。"))


class LiftForm(forms.Form):
    """Why an order is lifted."""

    reason = forms.CharField(label=_("解除的理由和文书号"), max_length=holds.MOST_REASON)
