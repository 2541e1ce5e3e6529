# SPDX-License-Identifier: Apache-2.0
"""Names, numbers and phones as people type them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.kernel.accounts import rules
from portal.kernel.errors import Problem

ID, FIRM = "11010519491231002X", "92512000MAT0T00085"


def _codes(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("+86 138-0013-8000", "13800138000"),
        ("0086(138)00138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("138\u200b00138000", "13800138000"),
        ("Editor-Anna", "editor-anna"),
        ("12800138000-1", "12800138000-1"),
    ],
)
def test_each_spelling_of_a_phone_is_one_name(typed: str, name: str) -> None:
    assert rules.sign_in_name(typed) == name


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("张三", []),
        ("名" * 100, []),
        ("名" * 101, ["too_long"]),
        (" ", ["required"]),
        ("张\u202e三", ["unseen"]),
        ("张\ue000", []),
    ],
)
def test_a_name_is_what_it_looks_like(name: str, codes: list[str]) -> None:
    assert _codes(rules.check_name(name)) == [("name", code) for code in codes]


@pytest.mark.parametrize(
    ("check", "value", "codes"),
    [
        (rules.check_id_number, "", [("id_number", "required")]),
        (rules.check_id_number, FIRM, [("id_number", "uscc")]),
        (rules.check_id_number, ID, []),
        (rules.check_uscc, "", [("uscc", "required")]),
        (rules.check_uscc, ID, [("uscc", "id_number")]),
        (rules.check_uscc, FIRM, []),
        (rules.check_phone, "", [("phone", "required")]),
        (rules.check_phone, "13800138000", []),
        (rules.check_phone, "028-12345678", []),
        (rules.check_phone, "028-123456", [("phone", "phone")]),
    ],
)
def test_a_number_is_named_for_what_is_wrong_with_it(
    check: Callable[[str], list[Problem]], value: str, codes: list[tuple[str, str]]
) -> None:
    assert _codes(check(value)) == codes


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("张三", []),
        (" ", ["required"]),
        ("张3", ["digits"]),
        ("3张", ["digits"]),
        ("张😀", ["pictures"]),
    ],
)
def test_a_person_has_a_name_without_digits_and_pictures(name: str, codes: list[str]) -> None:
    assert _codes(rules.check_person_name(name)) == [("name", code) for code in codes]


@pytest.mark.parametrize(
    ("code", "may"), [(FIRM, True), (FIRM[:-1] + "6", True), (FIRM[:-1], False), (ID, False)]
)
def test_a_code_with_a_wrong_check_sign_may_be_vouched_for(code: str, *, may: bool) -> None:
    assert rules.may_vouch_for(code) is may


def test_a_short_number_is_the_phone_of_an_office_only() -> None:
    assert _codes(rules.check_phone("12345")) == [("phone", "short_phone")]
    assert rules.check_phone("12345", of_office=True) == []
    assert rules.check_phone("028-12345678", of_office=True) == []
