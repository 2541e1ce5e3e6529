# SPDX-License-Identifier: Apache-2.0
"""Hypothesis strategies for catalogue rows that every rule accepts."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from services.exchange.understanding import is_placeholder
from services.items import reference
from services.items.labels import PROCEDURES
from services.text import squeeze

ORGANS = reference.departments()
FEES = sorted(reference.fee_list().items())
#: Anything a form can print: Chinese, signs, what spreadsheets take for formulas or escapes.
LETTERS = st.one_of(
    st.sampled_from("办证照营业登记许可审核批准食品药品水土资阳乐至安岳𠮷㐂"),
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"), max_codepoint=0x2FFFF),
    st.sampled_from(list("=+-@'\"<>&%_x0041 　，。（）《》")),
)


def texts(longest: int) -> st.SearchStrategy[str]:
    """Texts that are not blank."""
    some = st.text(LETTERS, min_size=1, max_size=longest)
    return some.filter(
        lambda text: bool(squeeze(text)) and not text.isspace() and not is_placeholder(text)
    )


def names(longest: int) -> st.SearchStrategy[str]:
    """Names that no rule takes for catch-all wording."""
    return texts(longest).map(lambda text: f"《{text[: longest - 6]}》甲乙丙")


def _material(name: str, is_main: bool) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "name": st.just(name),
            "form": st.sampled_from(("原件", "复印件", "电子")),
            "copies": st.integers(1, 99),
            "necessity": st.sampled_from(("required", "conditional")),
            "deferrable": st.just(value=False) if is_main else st.booleans(),
            "grade": st.just("主要" if is_main else "次要"),
            "source": st.sampled_from(("申请人自备", "政府部门核发", "其他")),
            "shareable": st.booleans(),
        }
    )


@st.composite
def _materials(draw: st.DrawFn) -> list[dict[str, Any]]:
    given = draw(st.lists(names(60), min_size=1, max_size=5, unique_by=squeeze))
    return [draw(_material(name, is_main=draw(st.booleans()))) for name in given]


def _basis() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"law": texts(60), "article": texts(30)})


@st.composite
def _limits(draw: st.DrawFn) -> dict[str, Any]:
    handling = draw(st.sampled_from(("即办件", "承诺件")))
    statutory = draw(st.none() | st.integers(1, 365))
    most = 1 if handling == "即办件" else min(statutory or 30, 30)
    row: dict[str, Any] = {
        "handling_type": handling,
        "statutory_days": statutory,
        "promised_days": draw(st.integers(1, most)),
    }
    if statutory and draw(st.booleans()):
        row["statutory_basis"] = draw(_basis())
    return row


@st.composite
def _joint(draw: st.DrawFn, row: dict[str, Any]) -> dict[str, Any]:
    if row["handling_type"] == "即办件" or draw(st.booleans()):
        return {}
    others = [organ for organ in ORGANS if organ != row["department"]]
    return {
        "joint_departments": [
            {
                "department": organ,
                "name": draw(texts(30)),
                "days": draw(st.integers(1, row["promised_days"])),
            }
            for organ in draw(st.lists(st.sampled_from(others), max_size=3, unique=True))
        ]
    }


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """One valid row of a catalogue file."""
    fee = draw(st.none() | st.sampled_from(FEES))
    row: dict[str, Any] = {
        "code": draw(st.from_regex(r"[0-9A-Z]{4,20}(-[0-9A-Z]{1,8}){0,2}", fullmatch=True)),
        "local_code": draw(st.booleans()),
        "name": draw(texts(80)),
        "item_type": draw(
            st.sampled_from(("行政许可", "行政给付", "行政确认", "其他行政权力", "公共服务"))
        ),
        "department": draw(st.sampled_from(ORGANS)),
        "legal_basis": draw(st.lists(_basis(), min_size=1, max_size=4)),
        **draw(_limits()),
        "fee": fee is not None,
        "fee_name": fee[0] if fee else None,
        "fee_standard": fee[1] if fee else None,
        "result": {"name": draw(texts(40)), "validity_years": draw(st.none() | st.integers(1, 99))},
        "applicant_type": draw(st.sampled_from(("自然人", "法人", "both"))),
        "materials": draw(_materials()),
        "special_procedures": [
            {
                "kind": kind,
                "days": draw(st.integers(1, 365)),
                "counts_toward_deadline": draw(st.booleans()),
            }
            for kind in draw(st.lists(st.sampled_from(PROCEDURES), max_size=3, unique=True))
        ],
        "site_inspection": draw(st.booleans()),
        "channels": draw(
            st.sampled_from((["全程网办"], ["窗口"], ["全程网办", "窗口"], ["窗口", "全程网办"]))
        ),
        "cross_region": draw(st.sampled_from(("none", "省内通办", "川渝通办", "跨省通办"))),
        "provenance": draw(st.sampled_from(("found", "memory", "synthetic"))),
        "found_fields": draw(st.lists(texts(20), max_size=3)),
    }
    if draw(st.booleans()):
        closes = draw(st.integers(1, 100))
        row["renewal"] = {"opens_days": draw(st.integers(closes, 365)), "closes_days": closes}
    said = draw(st.none() | st.booleans())
    if said is not None:
        row["concerns_safety"] = said
    return {**row, **draw(_joint(row))}
