# SPDX-License-Identifier: Apache-2.0
"""The words for every field of a record and its parts, and for what stands in them. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.items.codes import (
    ApplicantKind,
    CrossRegion,
    Handling,
    ItemType,
    MaterialMedium,
    MaterialSource,
    Necessity,
    Provenance,
    StepRole,
)
from services.items.regimes import regime

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_stubs_ext import StrOrPromise

LABELS: dict[str, StrOrPromise] = {
    "code": gettext_lazy("实施编码"),
    "name": gettext_lazy("名称"),
    "item_type": gettext_lazy("事项类型"),
    "is_local_code": gettext_lazy("临时编码"),
    "organ": gettext_lazy("部门"),
    "regime": gettext_lazy("时限规则"),
    "handling": gettext_lazy("办件类型"),
    "statutory_days": gettext_lazy("法定时限"),
    "promised_days": gettext_lazy("承诺时限"),
    "applicant_kind": gettext_lazy("服务对象"),
    "cross_region": gettext_lazy("通办范围"),
    "is_online": gettext_lazy("全程网办"),
    "is_at_window": gettext_lazy("窗口办理"),
    "has_site_visit": gettext_lazy("现场踏勘"),
    "result_name": gettext_lazy("结果名称"),
    "validity_years": gettext_lazy("有效期（年）"),
    "second_person": gettext_lazy("两人核查"),
    "provenance": gettext_lazy("来源"),
    "found_fields": gettext_lazy("有出处的内容"),
    "bases": gettext_lazy("设定依据"),
    "fee": gettext_lazy("收费"),
    "materials": gettext_lazy("材料"),
    "procedures": gettext_lazy("特殊环节"),
    "steps": gettext_lazy("审查环节"),
    "statutory_citation": gettext_lazy("法定时限依据"),
    "joint": gettext_lazy("联办部门"),
    "renewal_opens_days": gettext_lazy("延续申请最早提前（自然日）"),
    "renewal_closes_days": gettext_lazy("延续申请至少提前（自然日）"),
    "concerns_safety": gettext_lazy("直接关系公共安全、人身健康、生命财产安全"),
    "item_code": gettext_lazy("基本编码"),
    "conditions": gettext_lazy("受理条件"),
    "place": gettext_lazy("办理地点"),
    "hours": gettext_lazy("办理时间"),
    "contact": gettext_lazy("咨询方式"),
    "complaint_channel": gettext_lazy("监督投诉渠道"),
}
PART_LABELS: dict[str, StrOrPromise] = {
    "name": gettext_lazy("名称"),
    "is_main": gettext_lazy("主要材料"),
    "is_deferrable": gettext_lazy("可容缺"),
    "necessity": gettext_lazy("必要性"),
    "form": gettext_lazy("形式"),
    "copies": gettext_lazy("份数"),
    "source": gettext_lazy("来源渠道"),
    "is_shareable": gettext_lazy("可由部门间核验"),
    "example": gettext_lazy("填写示例"),
    "kind": gettext_lazy("环节"),
    "days": gettext_lazy("天数"),
    "claims_to_stop": gettext_lazy("原数据称不计时限"),
    "stops_statutory": gettext_lazy("不计入法定时限"),
    "stops_promised": gettext_lazy("不计入承诺时限"),
    "group": gettext_lazy("次序"),
    "role": gettext_lazy("角色"),
    "limit_days": gettext_lazy("时限（工作日）"),
    "organ": gettext_lazy("部门"),
}
_CHOICES = {
    "item_type": ItemType,
    "handling": Handling,
    "applicant_kind": ApplicantKind,
    "cross_region": CrossRegion,
    "provenance": Provenance,
    "necessity": Necessity,
    "form": MaterialMedium,
    "source": MaterialSource,
    "role": StepRole,
}
_NAMED: dict[str, Callable[[str], str]] = {"regime": lambda code: regime(code).name}


def shown(name: str, value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value == "":
        return _("（空）")
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name in _CHOICES:
        return str(_CHOICES[name](value).label)
    if name in _NAMED:
        return _NAMED[name](value)
    return str(value)
