# SPDX-License-Identifier: Apache-2.0
"""The periods of a case: code, name, what it stops for, source. Numbers come from the item's
version, its regime and the city's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class TermData:
    """One period: its code and name, who waits for whom, and the article.

    ``is_applicants``: what the applicant must do until then; the day is told in writing.
    """

    code: str
    label: StrOrPromise
    citation: str
    stops: str = "none"
    ladder: str = ""
    is_law: bool = False
    is_applicants: bool = False


INTAKE = TermData("intake", _("告知补正或者受理"), "行政许可法第三十二条第一款第四项", is_law=True)
SUPPLEMENT_CHECK = TermData("supplement_check", _("补正后核对"), "本市规定")
SUPPLEMENT = TermData(
    "supplement", _("申请人补正"), "本市规定", ladder="handler", is_applicants=True
)
STATUTORY = TermData(
    "statutory",
    _("法定办理时限"),
    "事项的法定依据；一般为行政许可法第四十二条",
    "statutory",
    ladder="handler",
)
PROMISED = TermData(
    "promised", _("承诺办理时限"), "优化营商环境条例第三十六条", "promised", ladder="handler"
)
DELIVERY = TermData("delivery", _("送达"), "行政许可法第四十四条", is_law=True)
ARCHIVE = TermData("archive", _("归档"), "本市规定")
DEFERRAL = TermData(
    "deferral",
    _("容缺补交"),
    "资阳市优化营商环境条例第三十七条",
    ladder="handler",
    is_applicants=True,
)
STEP = TermData("step", _("审查步骤"), "本市规定")
PART = TermData("part", _("联办部门办理"), "行政许可法第二十六条第二款")
INSPECTION = TermData("inspection", _("安排核查"), "行政许可法第五十五条")
HEARING_REQUEST = TermData(
    "hearing_request",
    _("申请人要求听证"),
    "行政许可法第四十七条",
    ladder="handler",
    is_law=True,
    is_applicants=True,
)
HEARING_HOLD = TermData("hearing_hold", _("组织听证"), "行政许可法第四十七条", ladder="handler")
PROCEDURE = TermData("procedure", _("特别程序最长时间"), "行政许可法第四十五条")
VALIDITY = TermData(
    "validity", _("有效期"), "行政许可法第五十条、第七十条", ladder="holder", is_law=True
)
BAN = TermData("ban", _("不得再次申请"), "行政许可法第七十八条、第七十九条")

ALL = (
    INTAKE,
    SUPPLEMENT_CHECK,
    SUPPLEMENT,
    STATUTORY,
    PROMISED,
    DELIVERY,
    ARCHIVE,
    DEFERRAL,
    STEP,
    PART,
    INSPECTION,
    HEARING_REQUEST,
    HEARING_HOLD,
    PROCEDURE,
    VALIDITY,
    BAN,
)
