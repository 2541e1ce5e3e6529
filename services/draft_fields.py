# SPDX-License-Identifier: Apache-2.0
"""The plain fields of the page on which an editor writes a guide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from services.draft_field_kinds import choice, flag, pick, text, whole
from services.draft_local_fields import DraftForm
from services.items.labels import (
    APPLICANT_KINDS,
    CHANNELS,
    CROSS_REGIONS,
    HANDLINGS,
    ITEM_TYPES,
    PROVENANCES,
)

#: Parts of a guide that a published page may stand behind, by their words in `found_fields`.
SOURCED = (
    ("materials", _("申请材料")),
    ("statutory_days", _("法定时限")),
    ("promised_days", _("承诺时限")),
    ("fee", _("收费")),
    ("result", _("结果")),
    ("legal_basis", _("设定依据")),
    ("handling_type", _("办件类型")),
    ("applicant_type", _("服务对象")),
)


def _labels(words: Any) -> list[tuple[str, Any]]:
    return [(word, kind.label) for word, kind in words.items()]


class GuideForm(DraftForm):
    """All plain fields of a guide; what is worked out from them is not asked."""

    must = (
        "code", "name", "item_type", "department", "handling_type", "applicant_type", "promised_days",
        "cross_region", "fee", "result_name", "provenance",
    )  # fmt: skip

    name = text(_("名称"))
    item_type = choice(_("事项类型"), ITEM_TYPES)
    department = choice(_("部门"), ())
    handling_type = choice(_("办件类型"), HANDLINGS)
    applicant_type = pick(_("服务对象"), _labels(APPLICANT_KINDS))
    statutory_days = whole(_("法定时限（工作日）"), help_text=_("法律没有规定的空着。"))
    statutory_law = text(
        _("法定时限依据的法律法规"), help_text=_("空着就按设定依据和事项类型认定。")
    )
    statutory_article = text(_("法定时限依据的条款"))
    promised_days = whole(_("承诺时限（工作日）"))
    conditions = text(_("受理条件"), lines=4, help_text=_("一条一行，不能有“其他条件”这样的话。"))
    channel_online = flag(CHANNELS[0])
    channel_window = flag(CHANNELS[1])
    site_inspection = flag(_("现场踏勘"))
    cross_region = pick(_("通办范围"), _labels(CROSS_REGIONS))
    fee = pick(_("收费"), [("no", _("不收费")), ("yes", _("收费"))])
    fee_name = choice(_("收费项目"), (), help_text=_("只能选收费清单里的项目，标准随清单。"))
    result_name = text(_("结果名称"))
    validity_years = whole(_("有效期（年）"), help_text=_("长期有效的空着。"))
    renewal_opens_days = whole(
        _("延续申请最早提前（自然日）"), help_text=_("空着就按本市的规定；不能延续的也空着。")
    )
    renewal_closes_days = whole(_("延续申请至少提前（自然日）"))
    concerns_safety = pick(
        _("直接关系公共安全、人身健康、生命财产安全"),
        [("yes", _("是")), ("no", _("否"))],
        empty=("", _("按事项类型和名称判断")),
    )
    provenance = pick(_("内容来源"), _labels(PROVENANCES))
    found = forms.MultipleChoiceField(
        label=_("有公开出处的内容"),
        required=False,
        choices=SOURCED,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有勾的在指南上标“演示数据”。"),
    )
