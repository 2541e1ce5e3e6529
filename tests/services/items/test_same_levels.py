# SPDX-License-Identifier: Apache-2.0
"""What counts as the same on two levels of an item, and what an offering may not say."""

from __future__ import annotations

import pytest

from services.items.rules.levels import check_level, is_same

BASE = {
    "code": "511A0005200004",
    "name": "食品经营许可",
    "statutory_days": 10,
    "department": "市市场监督管理局",
    "promised_days": 5,
}
LAWS = [{"law": "食品安全法", "article": "第三十五条"}, {"law": "示范法", "article": "第一条"}]


@pytest.mark.parametrize(
    ("key", "mine", "theirs", "same"),
    [
        ("name", "食品（经营）许可", "食品(经营) 许可", True),
        ("name", "食品经营许可", "食品生产许可", False),
        ("statutory_days", 5, 6, False),
        ("legal_basis", LAWS, LAWS[::-1], True),
        ("legal_basis", LAWS, LAWS[:1], False),
        ("legal_basis", None, LAWS, False),
        ("channels", ["窗口", "全程网办"], ["全程网办", "窗口"], False),
        ("materials", [{"name": "申请书", "example": ""}], [{"name": "申请书"}], True),
        ("materials", [{"name": "申请书"}], [{"name": "照片"}], False),
    ],
)
def test_blanks_widths_and_the_order_of_laws_make_no_difference(
    key: str, mine: object, theirs: object, *, same: bool
) -> None:
    assert is_same(key, mine, theirs) is same


def _rules(**row: object) -> set[str]:
    given = {"code": "511A0005200004-01", "item_code": "511A0005200004", "department": "县局"}
    return {problem.rule for problem in check_level({**BASE, **given, **row}, BASE)}


def test_an_offering_belongs_to_a_known_item_whose_code_it_bears() -> None:
    assert _rules() == set()
    assert _rules(item_code="511A0009900001") == {"same_code"}
    assert [one.field for one in check_level({"item_code": "511A"}, None)] == ["item_code"]


def test_what_the_levels_share_may_not_differ() -> None:
    assert _rules(name="食品生产许可") == {"same_name"}
    assert _rules(statutory_days=20) == {"only_local_fields"}


def test_an_organ_has_one_offering() -> None:
    assert "one_offering_per_organ" not in _rules()
    assert "one_offering_per_organ" in _rules(department=BASE["department"])


def test_a_promise_may_be_as_long_as_that_of_the_first_and_no_longer() -> None:
    assert "longer_promise" not in _rules(promised_days=5)
    assert "longer_promise" in _rules(promised_days=6)
