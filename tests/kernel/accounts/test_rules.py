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


def test_width_and_blanks_make_no_other_name() -> None:
    assert rules.same_name("光明（资阳）商店", "光明(资阳) 商店")
    assert not rules.same_name("光明商店", "光明酒店")


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
    ("phone", "is_mobile"),
    [
        ("13800138000", True),
        ("138 0013 8000", True),
        ("12800138000", False),
        ("1380013800", False),
        ("138001380001", False),
        ("028-12345678", False),
    ],
)
def test_a_mobile_has_eleven_digits_of_the_right_kind(phone: str, *, is_mobile: bool) -> None:
    assert rules.is_mobile(phone) is is_mobile


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
