# SPDX-License-Identifier: Apache-2.0
"""What a definition of a field may be, what a value may be, and one table of several forms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.tables.field_rules import Definition, has_title, problems_of, wrong_with_pattern
from services.tables.models import FormField
from services.tables.rules import one_table, tidied, wrong_with

GOOD = Definition("经营面积", "text")
CHOICE = Definition("行业", "choice", choices=("餐饮", "零售"))
FIRM, ID = "92512000MAT0T00085", "11010519491231002X"


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        (GOOD, []),
        (replace(GOOD, label=""), [("label", "required")]),
        (replace(GOOD, label="字" * 60), []),
        (replace(GOOD, label="字" * 61), [("label", "too_long")]),
        (replace(GOOD, help="字" * 200), []),
        (replace(GOOD, help="字" * 201), [("help", "too_long")]),
        (replace(GOOD, help="一\x07"), [("help", "control")]),
        (replace(GOOD, pattern="[ab]" * 50), []),
        (replace(GOOD, pattern="[ab]" * 50 + "a"), [("pattern", "too_long")]),
        (replace(GOOD, pattern="(a)"), [("pattern", "pattern")]),
        (replace(GOOD, kind="colour"), [("kind", "required")]),
        (replace(GOOD, kind="date", pattern="[0-9]"), [("pattern", "has_a_shape")]),
        (replace(GOOD, choices=("一",)), [("choices", "not_a_choice")]),
        (CHOICE, []),
        (replace(CHOICE, choices=("一",)), [("choices", "few_choices")]),
        (replace(CHOICE, choices=tuple(map(str, range(60)))), []),
        (replace(CHOICE, choices=tuple(map(str, range(61)))), [("choices", "few_choices")]),
        (replace(CHOICE, choices=("一", "一")), [("choices", "choice_twice")]),
        (replace(CHOICE, choices=("一", "字" * 60)), []),
        (replace(CHOICE, choices=("一", "字" * 61)), [("choices", "too_long")]),
        (replace(CHOICE, choices=("一", "二\x07")), [("choices", "too_long")]),
        (replace(GOOD, source="dream"), [("source", "required")]),
        (replace(GOOD, source="licence.number"), [("source_title", "required")]),
        (replace(GOOD, source="licence.number", source_title="营业执照"), []),
        (replace(GOOD, source="licence.number", source_title="字" * 200), []),
        (replace(GOOD, source="licence.number", source_title="字" * 201), [("source_title", "too_long")]),
        (replace(GOOD, source="register", source_title="companies"), [("source_title", "required")]),
        (replace(GOOD, source="register", source_title="companies.scope"), []),
        (replace(GOOD, source_title="营业执照"), [("source_title", "no_title")]),
    ],
)  # fmt: skip
def test_a_definition_is_named_for_what_is_wrong_with_it(
    field: Definition, codes: list[tuple[str, str]]
) -> None:
    assert [(problem.field, problem.code) for problem in problems_of(field)] == codes


def test_only_a_licence_and_a_register_are_named_further() -> None:
    assert has_title("licence.number")
    assert has_title("register")
    assert not has_title("account.name")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("a+b*", ""),
        ("a+b*c{1,}", "没有上限"),
        ("a+b+c{1,41}", "没有上限"),
        ("a+b+c{1,40}", "长短不定"),
        ("a+b+c{1,6}", ""),
        ("a+b+c{1,7}", "长短不定"),
        ("a{1,}b+c{6}", ""),
        ("a{1,200}b{1,50}c{1,25}", ""),
        ("a{1,200}b{1,50}c{1,26}", "长短不定"),
        ("a+b{1,40}c{1,15}d?", ""),
        ("a+b{1,40}c{1,16}d?", "长短不定"),
        ("a+b+c{2,7}", ""),
        ("a+b+c{2,8}", "长短不定"),
        ("a+b+c{1,6}d{3}", ""),
        ("a{201}b{300,301}", ""),
        ("a+b{1,40}c{1,32}d{201}", "长短不定"),
        ("[z-a]", "读不懂"),
    ],
)
def test_a_format_has_few_open_parts_and_few_ways(pattern: str, said: str) -> None:
    wrong = str(wrong_with_pattern(pattern))
    assert said in wrong
    assert bool(wrong) is bool(said)


def _field(kind: str, **facts: Any) -> FormField:
    given = {"code": "x", "label": "这一项", "kind": kind, "choices": [], "is_required": True}
    return FormField(**{**given, **facts})


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (_field("text"), " ", "请填写这一项"),
        (_field("text", is_required=False), " ", ""),
        (_field("text"), "字" * 200, ""),
        (_field("text"), "字" * 201, "最多200个字"),
        (_field("text"), "一\x07", "看不见"),
        (_field("text", pattern="[0-9]{2}"), "12", ""),
        (_field("text", pattern="[0-9]{2}"), "123", "格式不对"),
        (_field("choice", choices=["餐饮"]), "餐饮", ""),
        (_field("choice", choices=["餐饮"]), "零售", "选一项"),
        (_field("phone"), "13800138000", ""),
        (_field("phone"), "1380013800", "手机号"),
        (_field("uscc"), FIRM, ""),
        (_field("uscc"), FIRM[:-1] + "6", "营业执照"),
        (_field("id"), ID, ""),
        (_field("id"), ID[:-1] + "1", "身份证"),
    ],
)
def test_a_value_is_told_what_is_wrong_with_it(field: FormField, typed: str, said: str) -> None:
    wrong = str(wrong_with(field, typed))
    assert said in wrong
    assert bool(wrong) is bool(said)


def test_several_forms_make_one_table() -> None:
    name, phone = _field("text", is_required=False), _field("phone", code="phone")
    must = _field("text")
    shared = one_table([("开饭馆", [name, phone]), ("开旅馆", [must])])
    assert [one.field for one in shared] == [name, phone]
    assert [one.used_by for one in shared] == [("开饭馆", "开旅馆"), ("开饭馆",)]
    assert [one.is_required for one in shared] == [True, True]
    assert not one_table([("开饭馆", [name])])[0].is_required


def test_a_phone_is_kept_in_one_shape_and_a_text_as_it_was_typed() -> None:
    phone, text = _field("phone"), _field("text")
    assert tidied(phone, "138 0013 8000") == tidied(phone, "+86 13800138000")
    assert tidied(phone, "no phone") == "NOPHONE"
    assert tidied(text, "138 0013 8000") == "138 0013 8000"


def test_the_number_on_file_passes_where_a_number_can_stand() -> None:
    wrong = FIRM[:-1] + "6"
    assert wrong_with(_field("uscc"), wrong, wrong) == ""
    assert wrong_with(_field("uscc"), wrong, FIRM)
    assert wrong_with(_field("number"), "ABC", "ABC")
