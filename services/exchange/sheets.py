# SPDX-License-Identifier: Apache-2.0
"""The four sheets a city keeps of its catalogue, and what each column holds. Pure.

Headers follow the item library (事项库) that cities exchange with the national platform; the
words in the cells are those people write, the keys are those of the JSON file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from portal.kernel.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping


ITEMS, MATERIALS, FEES, STEPS = "事项", "材料", "收费", "环节"


CODE, BASIC_CODE = "实施编码", "基本编码"


YES_NO = {"是": True, "否": False}


SPECIAL, JOINT = "特殊环节", "联办"


@dataclass(frozen=True)
class Column:
    """One column: its header, the key in the record, how its cells are read.

    ``kind`` is text, number, words (one of ``words``), lines (one a line) or list (parted by 、).
    A dotted key lies inside another record. An empty cell of an ``optional`` column leaves its
    key out; else it is read as None, for the rules to judge.
    """

    header: str
    key: str
    kind: str = "text"
    words: Mapping[str, object] = field(default_factory=dict)
    optional: bool = False
    note: str = ""


def _flag(header: str, key: str, *, optional: bool = False, note: str = "") -> Column:
    return Column(header, key, "words", YES_NO, optional, note or "是 或 否")


def _word_column(header: str, key: str, words: Mapping[str, object], note: str = "") -> Column:
    return Column(header, key, "words", words, note=note or " / ".join(words))


def _same(*words: str) -> dict[str, object]:
    return {word: word for word in words}


#: 设定依据 and 依据条款 stand line beside line; `legal_basis` is put together from both.
LAWS, ARTICLES = "设定依据", "依据条款"


ITEM_COLUMNS = (
    Column(CODE, "code", note="大写字母、数字和连字符"),
    _flag("临时编码", "local_code"),
    Column(BASIC_CODE, "item_code", optional=True, note="四级同一事项的编码；与实施编码相同时可不填"),
    Column("事项名称", "name"),
    _word_column(
        "事项类型",
        "item_type",
        _same("行政许可", "行政给付", "行政确认", "行政奖励", "行政裁决", "其他行政权力", "公共服务"),
    ),
    Column("实施主体", "department", note="部门名录里的名称"),
    Column(LAWS, "legal_basis.law", "lines", note="每行一部法律法规"),
    Column(ARTICLES, "legal_basis.article", "lines", note="每行一条，与设定依据逐行对应"),
    _word_column("办件类型", "handling_type", _same("即办件", "承诺件")),
    Column("法定办结时限", "statutory_days", "number", note="工作日；法律没有规定的留空"),
    Column("法定时限依据", "statutory_basis.law", optional=True),
    Column("法定时限依据条款", "statutory_basis.article", optional=True),
    Column("承诺办结时限", "promised_days", "number", note="工作日"),
    _word_column(
        "服务对象",
        "applicant_type",
        {"自然人": "自然人", "法人": "法人", "自然人、法人": "both"},
    ),
    _flag("是否收费", "fee", note="是 或 否；收费的在“收费”表写明"),
    Column("结果名称", "result.name"),
    Column("结果有效期", "result.validity_years", "number", optional=True, note="年；长期的留空"),
    Column("办理形式", "channels", "list", note="全程网办、窗口"),
    _word_column(
        "通办范围",
        "cross_region",
        {"本市": "none", "省内通办": "省内通办", "川渝通办": "川渝通办", "跨省通办": "跨省通办"},
    ),
    _flag("现场踏勘", "site_inspection"),
    Column("延续最早提前", "renewal.opens_days", "number", optional=True, note="自然日"),
    Column("延续至少提前", "renewal.closes_days", "number", optional=True, note="自然日"),
    _flag("直接关系公共安全等", "concerns_safety", optional=True),
    Column("受理条件", "conditions", "lines", optional=True, note="每行一个条件"),
    Column("办理地点", "place", optional=True),
    Column("办理时间", "hours", optional=True),
    Column("咨询方式", "contact", optional=True),
    Column("监督投诉渠道", "complaint_channel", optional=True),
    _word_column(
        "数据来源",
        "provenance",
        {"公开网页": "found", "演示数据": "memory", "测试数据": "synthetic"},
    ),
    Column("有出处的内容", "found_fields", "lines", note="每行一项；没有的留空"),
)  # fmt: skip


MATERIAL_COLUMNS = (
    Column(CODE, "code"),
    Column("材料名称", "name"),
    _word_column("材料形式", "form", _same("原件", "复印件", "电子")),
    Column("份数", "copies", "number"),
    _word_column("必要性", "necessity", {"必要": "required", "有此情形才需要": "conditional"}),
    _word_column("主次", "grade", _same("主要", "次要")),
    _flag("可容缺", "deferrable"),
    _word_column("来源渠道", "source", _same("申请人自备", "政府部门核发", "其他")),
    _flag("可由部门间核验", "shareable"),
    Column("填写示例", "example", optional=True),
)


FEE_COLUMNS = (
    Column(CODE, "code"),
    Column("收费项目", "fee_name", note="收费清单里的名称"),
    Column("收费标准", "fee_standard", note="与收费清单一致"),
)


STEP_COLUMNS = (
    Column(CODE, "code"),
    _word_column("环节类别", "type", _same(SPECIAL, JOINT)),
    Column("环节名称", "name", note="特殊环节用清单里的名称"),
    Column("办理部门", "department", optional=True, note="联办的部门；特殊环节留空"),
    Column("办理时限", "days", "number", note="工作日"),
    _flag("计入时限", "counts_toward_deadline", optional=True, note="特殊环节：是 或 否"),
)


SHEETS = {
    ITEMS: ITEM_COLUMNS,
    MATERIALS: MATERIAL_COLUMNS,
    FEES: FEE_COLUMNS,
    STEPS: STEP_COLUMNS,
}


# -- Reading one cell as its column means it. Pure ---------------------------------------------


_WHOLE = re.compile(r"[+-]?\d{1,9}")


_LIST = re.compile(r"[、,，;；\n]")


class BadCell(ValueError):  # noqa: N818 - a finding, not a fault
    """A cell that its column cannot hold: the rule's name and the sentence to show."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule, self.message = rule, message
        super().__init__(message)


def text_of(value: object) -> str:
    """A cell as text: spreadsheet programs store codes typed as digits as numbers."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: object) -> object:
    """A whole number; anything else is left for the rules to refuse."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    return value


def _by_word(column: Column, value: object) -> object:
    text = text_of(value).strip()
    if text in column.words:
        return column.words[text]
    if column.words is YES_NO:
        told = {"value": shortened(text, 40), "words": " / ".join(column.words)}
        raise BadCell("unknown_word", _("“%(value)s”看不懂，请填：%(words)s。") % told)
    return text


def value_of(column: Column, value: Any) -> Any:
    """Return what a cell says; None for an empty one ([] in a column of lists).

    Raises BadCell for a word that the column does not know.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return [] if column.kind in {"lines", "list"} else None
    if column.kind == "number":
        return _number(value)
    if column.kind == "words":
        return _by_word(column, value)
    if column.kind == "lines":
        return [line for line in text_of(value).split("\n") if line.strip()]
    if column.kind == "list":
        return [word.strip() for word in _LIST.split(text_of(value)) if word.strip()]
    return text_of(value)
