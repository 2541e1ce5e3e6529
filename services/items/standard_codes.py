# SPDX-License-Identifier: Apache-2.0
"""The code sets of GB/T 39046-2020 annex A, value by value, and what the catalogue's own mean in them.

The catalogue keeps what it can offer; whoever exchanges data gets the standard's codes. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.items.codes import ApplicantKind

if TYPE_CHECKING:
    from services.items.models.version import OfferingVersion

#: A.1 事项类型
ITEM_TYPES = {
    "00": "行政权力", "01": "行政许可", "02": "行政处罚", "03": "行政强制", "04": "行政征收",
    "05": "行政给付", "06": "行政检查", "07": "行政确认", "08": "行政奖励", "09": "行政裁决",
    "10": "其他", "20": "公共服务",
}  # fmt: skip
#: A.2 行使层级
LEVELS = {
    "1": "国家", "2": "省", "3": "市", "4": "县", "5": "镇（乡、街道）", "6": "村（社区）",
    "7": "分级管理",
}  # fmt: skip
#: A.3 实施主体性质
ORGAN_KINDS = {"1": "法定机关", "2": "授权组织", "3": "受委托组织", "9": "其他"}
#: A.4 服务对象
APPLICANTS = {
    "1": "自然人", "2": "企业法人", "3": "事业法人", "4": "社会组织法人", "5": "行政机关",
    "6": "其他组织",
}  # fmt: skip
#: A.5 办理形式
CHANNELS = {"1": "窗口", "2": "电脑端", "3": "移动端", "4": "快递", "9": "其他"}
#: A.6 办件类型
HANDLINGS = {"1": "即办件", "2": "承诺件", "9": "其他"}
#: A.7 特别程序
PROCEDURES = {"1": "延长审批", "2": "其余"}

_LEVEL_OF = {
    "province": "2", "municipality": "2", "prefecture": "3", "county": "4", "street": "5",
    "town": "5", "township": "5", "community": "6", "village": "6", "other": "7",
}  # fmt: skip
_LEGAL = ["2", "3", "4", "5", "6"]
_APPLICANTS_OF = {
    ApplicantKind.PERSON: ["1"],
    ApplicantKind.ENTERPRISE: _LEGAL,
    ApplicantKind.BOTH: ["1", *_LEGAL],
}


def level_of(division_level: str) -> str:
    """Return the A.2 code of a division's level (`DivisionLevel`)."""
    return _LEVEL_OF[division_level]


def codes_of(version: OfferingVersion) -> dict[str, object]:
    """Return an offering in the standard's codes: A.1 to A.7. Needs its organ's division."""
    organ = version.organ
    named = {name: code for code, name in ORGAN_KINDS.items()}
    channels = (["1"] if version.is_at_window else []) + (["2", "3"] if version.is_online else [])
    return {
        "item_type": version.offering.item.item_type,
        "level": level_of(organ.division.level),
        "organ_kind": named.get(organ.kind, "9"),
        "applicants": _APPLICANTS_OF[ApplicantKind(version.applicant_kind)],
        "channels": channels,
        "handling": version.handling,
        "procedures": ["2"] if version.special_procedures.all() else [],
    }
