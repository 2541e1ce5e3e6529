# SPDX-License-Identifier: Apache-2.0
"""The plain fields of the page on which an editor writes a guide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.draft_field_kinds import EMPTY, DraftFields, choice, flag, text, whole
from services.labels import APPLICANT_KINDS, CHANNELS, CROSS_REGIONS, HANDLINGS, ITEM_TYPES


class LocalForm(DraftFields):
    """What every level may say for itself."""

    promised_days = whole(_("承诺时限（工作日）"))
    place = text(_("办理地点"), help_text=_("空着就用政务服务中心的窗口。"))
    hours = text(_("办理时间"))
    contact = text(_("咨询方式"))
    complaint_channel = text(_("监督投诉渠道"), help_text=_("空着就用部门的监督电话。"))


class GuideForm(LocalForm):
    """All plain fields of a guide."""

    must = (
        "name", "item_type", "department", "handling_type", "applicant_type", "promised_days",
        "cross_region", "fee", "result_name",
    )  # fmt: skip

    name = text(_("名称"))
    item_type = choice(_("事项类型"), ITEM_TYPES)
    department = text(_("部门"))
    handling_type = choice(_("办件类型"), HANDLINGS)
    applicant_type = forms.CharField(
        label=_("服务对象"),
        required=False,
        widget=forms.Select(
            choices=[EMPTY, *((word, kind.label) for word, kind in APPLICANT_KINDS.items())]
        ),
    )
    statutory_days = whole(_("法定时限（工作日）"), help_text=_("法律没有规定的空着。"))
    conditions = text(_("受理条件"), lines=4, help_text=_("一条一行，不能有“其他条件”这样的话。"))
    channel_online = flag(CHANNELS[0])
    channel_window = flag(CHANNELS[1])
    site_inspection = flag(_("现场踏勘"))
    cross_region = forms.CharField(
        label=_("通办范围"),
        required=False,
        widget=forms.Select(
            choices=[EMPTY, *((word, kind.label) for word, kind in CROSS_REGIONS.items())]
        ),
    )
    fee = forms.CharField(
        label=_("收费"),
        required=False,
        widget=forms.Select(choices=[EMPTY, ("no", _("不收费")), ("yes", _("收费"))]),
    )
    fee_name = forms.CharField(
        label=_("收费项目"),
        required=False,
        widget=forms.Select(choices=[EMPTY]),
        help_text=_("只能选收费清单里的项目，标准随清单。"),
    )
    result_name = text(_("结果名称"))
    validity_years = whole(_("有效期（年）"), help_text=_("长期有效的空着。"))

    field_order = (
        "name", "item_type", "department", "handling_type", "applicant_type", "statutory_days",
        "promised_days", "conditions", "channel_online", "channel_window", "site_inspection",
        "cross_region", "fee", "fee_name", "result_name", "validity_years", "place", "hours",
        "contact", "complaint_channel",
    )  # fmt: skip

    def __init__(self, *args: Any, fees: Any = (), organs: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fee_name"].widget.choices = [EMPTY, *((one, one) for one in fees)]
        self.fields["department"].widget = forms.Select(
            choices=[EMPTY, *((one, one) for one in organs)]
        )
