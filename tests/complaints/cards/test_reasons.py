# SPDX-License-Identifier: Apache-2.0
"""When a sentence is no reason for a refusal, and which rules of cards the city has on."""

from __future__ import annotations

import pytest

from complaints.cards.rules import is_no_reason, rules, switched_on
from portal.kernel.city_rules import CityRule, RuleBook


@pytest.mark.parametrize(
    ("text", "is_empty"),
    [
        ("", True),
        ("不符合规定。", True),
        ("经审查，不予批准：一二三四五", True),
        ("经审查，不予批准：一二三四五六", False),
        ("不 符 合 规 定", True),
        ("材料不合格，材料有问题", True),
    ],
)
def test_six_letters_beside_the_stock_phrases_are_a_reason(text: str, *, is_empty: bool) -> None:
    assert is_no_reason(text) is is_empty


def test_a_rule_is_found_by_its_code_and_has_a_name() -> None:
    found = rules()
    assert {code: rule.code for code, rule in found.items()} == {code: code for code in found}
    assert found["promised_overdue"].label == "超过承诺时限"


def test_only_what_the_city_has_on_makes_cards() -> None:
    book = RuleBook({f"card_{code}": CityRule(is_on=code == "fee_off_list") for code in rules()})
    assert [rule.code for rule in switched_on(book)] == ["fee_off_list"]
