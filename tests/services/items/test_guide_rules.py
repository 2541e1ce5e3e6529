# SPDX-License-Identifier: Apache-2.0
"""What a guide must say beside its limits, and what an editor should know (ZY 10, ZY 29)."""

from __future__ import annotations

from typing import Any

import pytest

from services.items.codes import MaterialMedium, MaterialSource
from services.items.record import MaterialRecord, ProcedureRecord
from services.items.rules.findings import Findings
from services.items.rules.guide import (
    check_guide,
    guide_guards,
    is_connection,
    notes_of,
    without_example,
)

OWN = {"name": "施工说明", "source": "申请人自备", "form": "原件"}
LINE = "居民用水报装"


def _wrong(**row: object) -> list[tuple[str, str]]:
    found = Findings()
    check_guide(found, row)
    return [(one.field, one.rule) for one in found.problems]


@pytest.mark.parametrize(
    ("name", "expected"),
    [(LINE, True), ("用水许可", False), ("企业开户", False), ("食品经营许可", False), ("", False)],
)
def test_a_connection_is_a_network_and_a_connecting(name: str, expected: bool) -> None:
    assert is_connection(name) is expected


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({}, []),
        ({"conditions": None}, []),
        ({"conditions": "一条"}, [("conditions", "wrong_type")]),
        ({"conditions": ["长" * 1000]}, []),
        ({"conditions": ["好", "长" * 1001]}, [("conditions[1]", "too_long")]),
        ({"conditions": ["好", ""]}, [("conditions[1]", "blank_field")]),
        ({"conditions": ["好", "其他材料"]}, [("conditions[1]", "catch_all_condition")]),
        ({"place": "", "hours": None}, []),
        ({"place": "长" * 300, "hours": "长" * 200}, []),
        ({"place": "长" * 301}, [("place", "too_long")]),
        ({"hours": "长" * 201}, [("hours", "too_long")]),
        ({"contact": "长" * 201}, [("contact", "too_long")]),
        ({"complaint_channel": "长" * 201}, [("complaint_channel", "too_long")]),
        ({"materials": "一份"}, []),
        ({"materials": [1, {"example": "长" * 500}]}, []),
        ({"materials": [1, {"example": "长" * 501}]}, [("materials[1].example", "too_long")]),
    ],
)
def test_texts_of_a_guide_at_their_boundaries(
    row: dict[str, object], told: list[tuple[str, str]]
) -> None:
    assert _wrong(**row) == told


def test_a_connection_asks_for_no_permit_of_planning_or_building() -> None:
    asked = {
        "materials": ["施工许可", {"name": "身份证"}, {"name": "施工许可证"}, {"name": 5}],
        "conditions": ["已取得规划许可", "房屋完工", 5],
    }
    told = [
        ("materials[2].name", "permit_as_precondition"),
        ("conditions[0]", "permit_as_precondition"),
    ]
    assert [one for one in _wrong(name=LINE, **asked) if one[1] == told[0][1]] == told
    assert [one for one in _wrong(name="食品经营许可", **asked) if one[1] == told[0][1]] == []
    assert _wrong(name=LINE, materials=None, conditions=None) == []
    # A sentence is no list of conditions: it is told so, and not read letter by letter.
    assert _wrong(name=LINE, conditions="规划许可") == [("conditions", "wrong_type")]


def test_a_material_to_be_filled_in_shows_what_it_should_look_like() -> None:
    rows: list[Any] = [
        1,
        OWN,
        {**OWN, "example": "写明日期"},
        {**OWN, "source": "政府部门核发"},
        {**OWN, "form": "复印件"},
        {**OWN, "source": "不知道"},
        {**OWN, "name": ""},
        {**OWN, "name": "图纸说明"},
    ]
    assert list(without_example({"materials": rows})) == [(1, "施工说明"), (7, "图纸说明")]
    assert list(without_example({"materials": "一份"})) == []
    assert list(without_example({})) == []


GOOD: dict[str, Any] = {"complaint_channel": "12345", "fee": "不收费", "promised_days": 0}


@pytest.mark.parametrize(
    ("changes", "organ", "told"),
    [
        ({}, "", []),
        ({"complaint_channel": ""}, "028-1", []),
        ({"complaint_channel": " "}, "", [("complaint_channel", "no_complaint_channel")]),
        ({"complaint_channel": ""}, " ", [("complaint_channel", "no_complaint_channel")]),
        ({"fee": None}, "", [("fee", "no_fee_statement")]),
        ({"promised_days": None}, "", [("promised_days", "no_limit")]),
        ({"materials": [OWN]}, "", [("materials[0].example", "no_filled_example")]),
    ],
)
def test_what_a_guide_lacks_before_it_is_published(
    changes: dict[str, object], organ: str, told: list[tuple[str, str]]
) -> None:
    found = guide_guards({**GOOD, **changes}, organ_complaints=organ)
    assert [(one.field, one.rule) for one in found] == told


class _Told:
    """As much of a record as the notes read."""

    def __init__(self, *procedures: ProcedureRecord, materials: Any = ()) -> None:
        self.materials = materials
        self.procedures = procedures


def _step(
    kind: str, *, claims: bool = True, statutory: bool = False, promised: bool = False
) -> Any:
    return ProcedureRecord(kind, 5, claims, statutory, promised)


@pytest.mark.parametrize(
    ("step", "told"),
    [
        (_step("听证", statutory=True, promised=True), []),
        (_step("现场踏勘", claims=False), []),
        (_step("现场踏勘"), ["site_visit_counts"]),
        (_step("听证", promised=True), ["article_45_not_for_this_item"]),
        (_step("公示", promised=True), ["not_in_article_45"]),
        (_step("实地核查"), ["on_site_check_counts"]),
    ],
)
def test_a_claim_that_the_law_does_not_carry_is_noted(
    step: ProcedureRecord, told: list[str]
) -> None:
    other = _step("检验", claims=False)
    record: Any = _Told(other, step)
    found = [(where, rule) for where, rule, _text in notes_of(record)]
    assert found == [("special_procedures[1]", rule) for rule in told]


def test_materials_that_show_no_example_are_noted_together() -> None:
    own, given = MaterialSource.APPLICANT, MaterialSource.GOVERNMENT
    rows = [
        MaterialRecord(name, True, False, "required", MaterialMedium.ORIGINAL, 1, source, False, example)
        for name, source, example in (
            ("施工说明", own, ""), ("图纸说明", own, ""), ("场地说明", own, "写明日期"), ("许可证", given, ""),
        )
    ]  # fmt: skip
    record: Any = _Told(materials=rows)
    assert [(where, rule) for where, rule, _text in notes_of(record)] == [
        ("materials", "no_filled_example")
    ]
    ((_where, _rule, text),) = notes_of(record)
    assert "施工说明、图纸说明" in text
    assert list(notes_of(_Told(materials=rows[2:]))) == []  # type: ignore[arg-type]
