# SPDX-License-Identifier: Apache-2.0
"""The lists with rows of their own: charges, intermediary services, low-risk building projects."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from services.intermediaries.models import IntermediaryService
from services.items.codes import VersionStatus
from services.items.models.charges import Fee
from services.items.queries import fees_now
from services.items.reference import DATA
from services.lists.registry import PublicList, register

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from services.items.models.charges import FeeItem
    from services.lists.registry import Item


def _fees() -> list[tuple[FeeItem, list[str]]]:
    """Return each charge with the guides that charge it."""
    charged: dict[str, list[str]] = {}
    found = Fee.objects.filter(version__status=VersionStatus.PUBLISHED).order_by("version__name")
    for fee, guide in found.values_list("fee_item__name", "version__name"):
        charged.setdefault(fee, []).append(guide)
    return [(row, charged.get(row.name, [])) for row in fees_now()]


def _fee(row: tuple[FeeItem, list[str]]) -> Item:
    fee, names = row
    return {"fee": fee.name, "standard": fee.standard, "items": "；".join(dict.fromkeys(names))}


def _services() -> QuerySet[IntermediaryService]:
    return IntermediaryService.objects.filter(is_listed=True).prefetch_related("items")


def _service(row: IntermediaryService) -> Item:
    return {
        "service": row.name,
        "legal_basis": row.legal_basis,
        "authority": row.authority,
        "result": row.result,
        "items": "；".join(item.name for item in row.items.all()),
    }


@cache
def _low_risk() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((DATA / "low_risk_projects.json").read_text("utf-8"))
    return found


def _projects() -> Sequence[Item]:
    rows: list[Item] = _low_risk()["rows"]
    return rows


_LISTS = (
    PublicList(
        code="fees",
        title=_("收费清单"),
        citation=_("资阳市优化营商环境条例第二十条、行政许可法第五十八条"),
        lead=_("清单之外的收费和保证金一律不得收取，您有权拒绝缴纳。没有列出事项的，现在没有事项收取。"),
        columns=(
            ("fee", _("收费项目")), ("standard", _("收费标准")), ("items", _("收取的事项")),
        ),
        source=_fees,
        item=_fee,
    ),
    PublicList(
        code="intermediary",
        title=_("行政审批中介服务清单"),
        citation=_("资阳市优化营商环境条例第二十五条"),
        lead=_("清单之外的中介服务不得作为办理审批的条件；中介机构由您自己选，谁也不能指定。"),
        columns=(
            ("service", _("中介服务")), ("legal_basis", _("设定依据")),
            ("authority", _("行业主管部门")), ("result", _("服务成果")),
            ("items", _("用于事项")),
        ),
        source=_services,
        item=_service,
    ),
    PublicList(
        code="low-risk",
        title=_("低风险工程建设项目范围"),
        citation=_("资阳市优化营商环境条例第三十六条"),
        lead=_("范围内的项目，建设工程规划许可和施工许可可以合并办理。"),
        columns=(
            ("kind", _("项目类型")), ("area", _("规模")), ("height", _("高度")),
            ("excluded", _("不适用")),
        ),
        source=_projects,
        item=dict,
        note=_("具体范围由市人民政府有关部门确定；这里的数值是演示数据，不是正式公布的范围。"),
    ),
)  # fmt: skip
for _one in _LISTS:
    register(_one)
