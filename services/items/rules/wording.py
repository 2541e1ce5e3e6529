# SPDX-License-Identifier: Apache-2.0
"""Catch-all wording: a material that could be anything (资阳市优化营商环境条例 29).

Not found by a bare substring: 其他卫生技术人员名录 names a real paper, 其他材料 names none. What
counts is whether anything but empty words is left after 其他, or in the whole name.
"""

from __future__ import annotations

import re

from services.text import squeeze

#: Longest first, so that the whole word is taken.
_EMPTY_WORDS = (
    "规范性文件|法律法规|行政法规|行政许可|行政审批|国务院|地方性|支持性|法律|法规|"
    "规章|政策|国家|省级|市级|县级|上级|本级|本地|当地|审批|许可|登记|备案|受理|"
    "审核|主管|行政|政府|行业|业务|职能|有权|相应|部门|机关|机构|单位|窗口|认为|"
    "要求|规定|指定|约定|明确|另行|依法|依规|依照|按照|根据|应当|应该|必须|可能|"
    "需要|所需|必需|必要|提供|提交|提报|报送|递交|出具|补充|补交|上传|有关|相关|"
    "情形|涉及|用于|申请|申报|办理|事项|项目|支撑|佐证|辅助|书面|纸质|电子|各类|"
    "各种|各项|全部|全套|若干|一切|任何|法定|支持|可以|能够|足以|特殊|附加|参考|"
    "有效|合法|真实|具体|详细|或者|以及|等等|如有|若有|材料|资料|文件|证明|证件|"
    "证照|证书|凭证|手续|文书|信息|内容|条件|要件|情况|附件|依据|按|应|须|需|"
    "附|类|种|份|的|和|及|与|或|并|等|可|由|为"
)
_NOUNS = "材料|资料|文件|证明|证件|证照|凭证|手续|文书|信息|内容|事项|条件|要件|情况|附件|依据"
_EMPTY = f"(?:{_EMPTY_WORDS})"
_OTHER = "(?:其他|其它|其余|其馀|别的|另外)"
_AUTHORITY = "(?:部门|机关|机构|单位|政府|法律|法规|规章|政策|国家|国务院|窗口|局|厅|委|省|市|县)"

#: … 其他 + nothing but empty words.
_AFTER_OTHER = re.compile(f"{_OTHER}{_EMPTY}*$")
#: nothing but empty words at all, with a noun at the end: 有关证明材料.
_ALL_EMPTY = re.compile(f"^{_EMPTY}*(?:{_NOUNS})等?$")
#: … 部门认为需要提交的有关资料: an authority decides later what it is.
_AS_ASKED = re.compile(
    f"{_AUTHORITY}[^,;]*?(?<!符合)(?:认为|要求|规定|指定){_EMPTY}*(?:{_NOUNS})等?$"
)
#: 身份证等材料: the list is left open.
_OPEN_END = re.compile(f"等(?:等)?{_EMPTY}*(?:{_NOUNS})$|(?:{_NOUNS})等$")
_ENGLISH = re.compile(
    r"^(?:any|all)?(?:other|relevant|related|necessary|required)+"
    r"(?:supporting|application)?(?:documents?|materials?|papers?|information|files?)$|etc\.?$"
)
_NUMBERING = re.compile(r"^[(\[【]?(?:\d+|[一二三四五六七八九十]+)[)\]】.、:]+")
_REMARK = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_SEPARATORS = re.compile(r"[、/·.。\"'“”‘’《》<>:_-]")


def _is_vague(text: str) -> bool:
    plain = _SEPARATORS.sub("", text)
    return bool(
        _AFTER_OTHER.search(plain)
        or _ALL_EMPTY.search(plain)
        or _AS_ASKED.search(plain)
        or _OPEN_END.search(plain)
        or _ENGLISH.search(plain)
    )


def is_catch_all(name: str) -> bool:
    """Tell whether a material's name leaves open what has to be handed in."""
    text = _NUMBERING.sub("", squeeze(name))
    outside = _REMARK.sub("", text)
    remarks = [remark[1:-1] for remark in _REMARK.findall(text)]
    return _is_vague(outside) or any(
        _AFTER_OTHER.search(_SEPARATORS.sub("", remark)) for remark in remarks
    )
