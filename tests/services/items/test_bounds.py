# SPDX-License-Identifier: Apache-2.0
"""How long a text and how large a number may be: the last good one, and the first that is not."""

from __future__ import annotations

from typing import Any

import pytest

from services.items import reference
from services.items.rules.record import Reference, check

Record = dict[str, Any]
PART = {"name": "现场检查", "department": "市消防救援支队", "days": 3}

TEXTS = [
    ("name", 200),
    ("legal_basis.0.law", 200),
    ("legal_basis.0.article", 100),
    ("result.name", 200),
    ("materials.0.name", 200),
    ("materials.0.example", 500),
    ("joint_departments.0.name", 40),
    ("statutory_basis.law", 200),
    ("statutory_basis.article", 100),
    ("conditions.0", 1000),
    ("place", 300),
    ("hours", 200),
    ("contact", 200),
    ("complaint_channel", 200),
]
NUMBERS = [
    ("statutory_days", 1, 365),
    ("promised_days", 1, 365),
    ("result.validity_years", 1, 99),
    ("renewal.opens_days", 1, 365),
    ("renewal.closes_days", 1, 365),
    ("materials.0.copies", 1, 99),
    ("special_procedures.0.days", 1, 365),
    ("joint_departments.0.days", 1, 365),
]


@pytest.fixture
def against() -> Reference:
    return Reference(frozenset(reference.departments()), reference.fee_list(), {})


@pytest.fixture
def full(record: Record) -> Record:
    """A record that has every part which may be left out."""
    return record | {
        "statutory_basis": {"law": "示范法", "article": "第一条"},
        "joint_departments": [PART],
        "conditions": ["有营业执照"],
        "renewal": {"opens_days": 90, "closes_days": 30},
    }


def _put(row: Record, path: str, value: object) -> None:
    *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    target: Any = row
    for part in way:
        target = target[part]
    target[last] = value


def _broken(row: Record, path: str, against: Reference) -> set[str]:
    """Return the rules that the row breaks at the place of the path."""
    first, *rest = path.split(".")
    place = first + "".join(f"[{part}]" if part.isdecimal() else f".{part}" for part in rest)
    return {problem.rule for problem in check(row, against) if problem.field == place}


@pytest.mark.parametrize(("path", "most"), TEXTS)
def test_a_text_fills_its_space_and_no_more(
    path: str, most: int, full: Record, against: Reference
) -> None:
    _put(full, path, "字" * most)
    assert _broken(full, path, against) == set()
    _put(full, path, "字" * (most + 1))
    assert _broken(full, path, against) == {"too_long"}


@pytest.mark.parametrize(
    ("path", "most", "rule"),
    [
        ("item_type", 200, "unknown_item_type"),
        ("special_procedures.0.kind", 200, "unknown_special_procedure"),
        ("joint_departments.0.department", 200, "unknown_department"),
        ("fee_name", 100, "fee_not_in_fee_list"),
        ("fee_standard", 200, "fee_not_in_fee_list"),
    ],
)
def test_a_word_of_a_list_is_looked_up_while_it_has_its_length(
    path: str, most: int, rule: str, full: Record, against: Reference
) -> None:
    full |= {"fee": True, "fee_name": next(iter(reference.fee_list()))}
    _put(full, path, "字" * most)
    assert _broken(full, path, against) == {rule}
    _put(full, path, "字" * (most + 1))
    assert _broken(full, path, against) == {"too_long"}


@pytest.mark.parametrize(("path", "least", "most"), NUMBERS)
def test_a_number_reaches_both_its_bounds(
    path: str, least: int, most: int, full: Record, against: Reference
) -> None:
    for value, is_good in ((least - 1, False), (least, True), (most, True), (most + 1, False)):
        _put(full, path, value)
        rules = _broken(full, path, against)
        assert any(rule.endswith("out_of_range") for rule in rules) is not is_good, value


@pytest.mark.parametrize(
    ("code", "is_good"),
    [("ABC", False), ("ABCD", True), ("A" * 64, True), ("A" * 65, False), ("ABC-", False)],
)
def test_a_code_has_four_to_sixty_four_signs(
    code: str, *, is_good: bool, full: Record, against: Reference
) -> None:
    full["code"] = code
    assert (_broken(full, "code", against) == set()) is is_good


def test_the_window_of_renewal_may_be_one_day(full: Record, against: Reference) -> None:
    full["renewal"] = {"opens_days": 30, "closes_days": 30}
    assert _broken(full, "renewal.opens_days", against) == set()
    full["renewal"] = {"opens_days": 29, "closes_days": 30}
    assert _broken(full, "renewal.opens_days", against) == {"renewal_window_inverted"}


def test_on_the_spot_is_within_a_day(full: Record, against: Reference) -> None:
    full |= {"handling_type": "即办件", "joint_departments": [], "promised_days": 1}
    assert _broken(full, "promised_days", against) == set()
    full["promised_days"] = 2
    assert _broken(full, "promised_days", against) == {"immediate_promise_too_long"}
