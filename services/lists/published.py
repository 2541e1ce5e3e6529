# SPDX-License-Identifier: Apache-2.0
"""The lists drawn from the guides in force: licences, services, immediate, cross-region, deferral."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from services.items.codes import CrossRegion, Handling, ItemType
from services.items.queries import deferral_list, published
from services.items.standard_codes import codes_of
from services.lists.registry import PublicList, register

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from services.items.models.version import OfferingVersion
    from services.items.queries import Deferrable
    from services.lists.registry import Item, Line

_CODE, _NAME, _ORGAN = ("code", _("编码")), ("name", _("事项")), ("organ", _("部门"))
_PROMISED = ("promised_days", _("承诺时限（工作日）"))


def _guides(condition: Q) -> QuerySet[OfferingVersion]:
    found = published().filter(condition).select_related("organ__division")
    found = found.prefetch_related("legal_bases", "special_procedures")
    return found.order_by("organ__code", "name", "pk")


def _guide(version: OfferingVersion) -> Item:
    item = version.offering.item
    return {
        "code": version.offering.code,
        "is_local_code": item.is_local_code,
        "name": version.name,
        "organ": version.organ.name,
        "type": str(ItemType(item.item_type).label),
        "legal_basis": "；".join(str(basis) for basis in version.legal_bases.all()),
        "statutory_days": version.statutory_days,
        "promised_days": version.promised_days,
        "scope": version.get_cross_region_display(),
        "online": version.is_online,
        "visits": version.visits,
        "result": version.result_name,
        "standard": codes_of(version),
    }


def _deferrable(row: Deferrable) -> Item:
    version = row.version
    return {
        "code": version.offering.code,
        "is_local_code": version.offering.item.is_local_code,
        "name": version.name,
        "organ": version.organ.name,
        "promised_days": version.promised_days,
        "materials": [
            {
                "name": material.name,
                "form": material.form,
                "form_name": material.get_form_display(),
                "copies": material.copies,
            }
            for material in row.materials
        ],
    }


def _by_material(item: Item) -> list[Line]:
    """One line a material that may follow later."""
    materials: list[dict[str, Any]] = item["materials"]
    return [
        {**item, "material": one["name"], "form": one["form_name"], "copies": one["copies"]}
        for one in materials
    ]


_LISTS = (
    PublicList(
        code="licences",
        title=_("行政许可事项清单"),
        citation=_("资阳市优化营商环境条例第三十条"),
        lead=_("清单之外，不得以备案、登记、年检、认定等任何形式变相设定或者实施行政许可。"),
        columns=(
            _CODE, _NAME, _ORGAN, ("legal_basis", _("设定依据")),
            ("statutory_days", _("法定时限（工作日）")), _PROMISED,
        ),
        source=lambda: _guides(Q(offering__item__item_type=ItemType.LICENCE)),
        item=_guide,
    ),
    PublicList(
        code="public-services",
        title=_("公共服务事项清单"),
        citation=_("资阳市优化营商环境条例第二十九条"),
        lead=_("各部门和公用企事业单位向群众、企业提供的服务。"),
        columns=(_CODE, _NAME, _ORGAN, ("legal_basis", _("依据")), _PROMISED),
        source=lambda: _guides(Q(offering__item__item_type=ItemType.PUBLIC_SERVICE)),
        item=_guide,
    ),
    PublicList(
        code="deferral",
        title=_("容缺受理清单"),
        citation=_("资阳市优化营商环境条例第三十七条"),
        lead=_("主要材料齐全、只缺下列次要材料，并承诺在期限内补交的，应当先受理；结果在材料补齐后发出。"),
        columns=(
            _CODE, _NAME, _ORGAN, ("material", _("可容缺材料")), ("form", _("形式")),
            ("copies", _("份数")), _PROMISED,
        ),
        source=deferral_list,
        item=_deferrable,
        lines=_by_material,
    ),
    PublicList(
        code="immediate",
        title=_("即办件清单"),
        citation=_("资阳市优化营商环境条例第三十二条"),
        lead=_("材料齐全、符合法定形式的，当场办结。"),
        columns=(_CODE, _NAME, _ORGAN, ("type", _("事项类型")), ("visits", _("到现场次数"))),
        source=lambda: _guides(Q(handling=Handling.IMMEDIATE)),
        item=_guide,
    ),
    PublicList(
        code="cross-region",
        title=_("川渝通办和跨省通办清单"),
        citation=_("资阳市优化营商环境条例第三十一条"),
        lead=_("在外地也能办：全程网办、异地代收代办或者多地联办。"),
        columns=(_CODE, _NAME, _ORGAN, ("scope", _("通办范围")), _PROMISED),
        source=lambda: _guides(Q(cross_region__in=(CrossRegion.CHUANYU, CrossRegion.NATION))),
        item=_guide,
    ),
)  # fmt: skip
for _one in _LISTS:
    register(_one)
