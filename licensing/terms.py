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
    """One period: its code and name, who waits for whom, and the article."""

    code: str
    label: StrOrPromise
    citation: str
    stops: str = "none"
    ladder: bool = False
    is_law: bool = False


INTAKE = TermData("intake", _("告知补正或者受理"), "行政许可法第三十二条第一款第四项", is_law=True)
SUPPLEMENT_CHECK = TermData("supplement_check", _("补正后核对"), "本市规定")
SUPPLEMENT = TermData("supplement", _("申请人补正"), "本市规定", ladder=True)
STATUTORY = TermData(
    "statutory", _("法定办理时限"), "行政许可法第四十二条、第八十二条", "statutory", ladder=True
)
PROMISED = TermData(
    "promised", _("承诺办理时限"), "优化营商环境条例第三十六条", "promised", ladder=True
)
DELIVERY = TermData("delivery", _("送达"), "行政许可法第四十四条", is_law=True)
ARCHIVE = TermData("archive", _("归档"), "本市规定")
DEFERRAL = TermData("deferral", _("容缺补交"), "资阳市优化营商环境条例第三十七条", ladder=True)
STEP = TermData("step", _("审查步骤"), "本市规定")

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
)
