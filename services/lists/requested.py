# SPDX-License-Identifier: Apache-2.0
"""The list of what organs ask of one another (ZY 42): who, what, of whom, for which matter, the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from portal.kernel import clock
from portal.kernel.sharing.models import DataRequest
from portal.kernel.sharing.rules import data_kinds, refusal_grounds
from services.lists.registry import PublicList, register

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from services.lists.registry import Item


def _rows() -> QuerySet[DataRequest]:
    return DataRequest.objects.select_related("asker", "holder").order_by("-pk")


def _item(row: DataRequest) -> Item:
    """Return what everybody may know: nothing about whom, and not what it is for in words."""
    ground = refusal_grounds().get(row.ground)
    return {
        "number": row.number,
        "asker": row.asker.name,
        "data": data_kinds()[row.kind].label,
        "holder": row.holder.name,
        "matter": row.matter_name,
        "legal_basis": row.article,
        "asked_on": clock.local_date(row.asked_at).isoformat(),
        "state": str(row.get_state_display()),
        "ended_on": clock.local_date(row.ended_at).isoformat() if row.ended_at else "",
        "ground": f"{ground.label}（{ground.citation}）" if ground is not None else "",
    }


register(
    PublicList(
        code="data-requests",
        title=_("数据需求清单"),
        citation=_("资阳市优化营商环境条例第四十二条"),
        lead=_("部门之间要什么数据、向谁要、办什么事用、怎么答复的。不含任何人的个人信息。"),
        columns=(
            ("number", _("编号")), ("asker", _("提出部门")), ("data", _("数据")),
            ("holder", _("提供部门")), ("matter", _("用于事项")), ("legal_basis", _("依据")),
            ("asked_on", _("提出日期")), ("state", _("结果")), ("ended_on", _("答复日期")),
            ("ground", _("不予提供的理由")),
        ),
        source=_rows,
        item=_item,
    )
)  # fmt: skip
