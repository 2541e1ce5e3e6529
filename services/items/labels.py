# SPDX-License-Identifier: Apache-2.0
"""The words that catalogue files use, and the codes they stand for."""

from __future__ import annotations

from services.items.codes import (
    ApplicantKind,
    BundleRelation,
    CrossRegion,
    Handling,
    ItemType,
    MaterialMedium,
    MaterialSource,
    Necessity,
    Provenance,
)

ITEM_TYPES = {
    "行政许可": ItemType.LICENCE,
    "行政给付": ItemType.GRANT,
    "行政确认": ItemType.CONFIRMATION,
    "行政奖励": ItemType.AWARD,
    "行政裁决": ItemType.RULING,
    "其他行政权力": ItemType.OTHER_POWER,
    "公共服务": ItemType.PUBLIC_SERVICE,
}
HANDLINGS = {"即办件": Handling.IMMEDIATE, "承诺件": Handling.COMMITTED}
APPLICANT_KINDS = {
    "自然人": ApplicantKind.PERSON,
    "法人": ApplicantKind.ENTERPRISE,
    "both": ApplicantKind.BOTH,
}
CROSS_REGIONS = {
    "none": CrossRegion.NONE,
    "省内通办": CrossRegion.PROVINCE,
    "川渝通办": CrossRegion.CHUANYU,
    "跨省通办": CrossRegion.NATION,
}
#: Words of the files that are not Chinese, as the sheets and the messages say them.
SHEET_WORDS = {
    "both": "自然人、法人",
    "none": "本市",
    "required": "必要",
    "conditional": "有此情形才需要",
    "found": "公开网页",
    "memory": "演示数据",
    "synthetic": "测试数据",
}
CHANNELS = ("全程网办", "窗口")
NECESSITIES = {"required": Necessity.REQUIRED, "conditional": Necessity.CONDITIONAL}
FORMS = {
    "原件": MaterialMedium.ORIGINAL,
    "复印件": MaterialMedium.COPY,
    "电子": MaterialMedium.ELECTRONIC,
}
GRADES = ("主要", "次要")
SOURCES = {
    "申请人自备": MaterialSource.APPLICANT,
    "政府部门核发": MaterialSource.GOVERNMENT,
    "其他": MaterialSource.OTHER,
}
PROVENANCES = {
    "found": Provenance.FOUND,
    "memory": Provenance.MEMORY,
    "synthetic": Provenance.SYNTHETIC,
}
RELATIONS = {
    "mixed": BundleRelation.MIXED,
    "parallel": BundleRelation.PARALLEL,
    "serial": BundleRelation.SERIAL,
    "merged": BundleRelation.MERGED,
}
#: Published special steps a city may name (特殊环节清单).
PROCEDURES = (
    "听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审", "检验检测",
    "现场踏勘", "现场核查", "现场检查", "实地核查", "现场勘验", "现场验收",
    "公示", "公告", "入户调查", "联合验收", "残疾评定", "技术审查", "考试",
)  # fmt: skip
