# SPDX-License-Identifier: Apache-2.0
"""What the law itself says about special procedures, whatever a catalogue row claims. Pure."""

from __future__ import annotations

from portal.kernel.deadlines.words import Clock

#: 行政许可法 45: a closed list of eight; their time is not counted in the limits.
ART_45 = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")
ART_45_CITATION = "行政许可法第四十五条"
#: A site visit is not in the list and stops neither the statutory nor the promised term.
SITE_VISITS = frozenset({"现场踏勘", "踏勘", "site_visit"})
CODES = {
    "hearing": "听证",
    "tender": "招标",
    "auction": "拍卖",
    "inspection": "检验",
    "testing": "检测",
    "quarantine": "检疫",
    "appraisal": "鉴定",
    "expert_review": "专家评审",
    "site_visit": "现场踏勘",
}


def name_of(kind: str) -> str:
    """Return the Chinese name of a code; a name stays as it is."""
    return CODES.get(kind, kind)


def in_article_45(kind: str) -> bool:
    """Tell whether a kind is one of the eight, or names several of them (检验检测)."""
    rest = name_of(kind)
    for name in ART_45:
        rest = rest.replace(name, "")
    return bool(kind) and not rest.strip("、，和与及/ ")


def lawful_stops(kind: str) -> frozenset[Clock]:
    """Return which terms a kind may stop at most: none, the promised one, or both."""
    if kind in SITE_VISITS:
        return frozenset()
    if in_article_45(kind):
        return frozenset({Clock.STATUTORY, Clock.PROMISED})
    return frozenset({Clock.PROMISED})
