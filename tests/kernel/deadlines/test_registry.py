# SPDX-License-Identifier: Apache-2.0
"""Kinds of terms and of pauses, and what the law says of them."""

from __future__ import annotations

import pytest

from portal.kernel.deadlines.engine.spans import in_article_45, lawful_stops
from portal.kernel.deadlines.terms import ladders, registry
from portal.kernel.deadlines.terms.registry import TermKind, register_term
from tests.kernel.deadlines.conftest import Heard


def test_kinds_are_registered_once_and_found(heard: Heard) -> None:
    assert registry.rungs_by_kind() == {"t.ladder": ladders.codes_of("handler")}
    assert [registry.ladder_of(code) for code in ("t.ladder", "t.plain", "t.other")] == [
        "handler",
        "",
        "",
    ]
    assert registry.lawful_kinds() == ["t.law"]
    assert registry.label_of("t.plain") == "出件时限"
    assert registry.label_of("t.other") == "t.other"
    assert [kind.code for kind in registry.term_kinds()] == ["t.ladder", "t.law", "t.plain"]
    with pytest.raises(ValueError, match=r"t\.law"):
        register_term(TermKind("t.law", "补正告知", "规则三"))
    with pytest.raises(ValueError, match="unknown ladder rope"):
        register_term(TermKind("t.new", "新时限", "规则四", ladder="rope"))
    assert registry.term_kind("t.new") is None


@pytest.mark.parametrize(
    "kind",
    ["听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审", "检验检测", "检验、检疫"],
)
def test_the_eight_kinds_of_article_45_stop_both_clocks(kind: str) -> None:
    assert in_article_45(kind)
    assert lawful_stops(kind) == {"statutory", "promised"}


@pytest.mark.parametrize(
    "kind", ["公示", "公告", "入户调查", "现场核查", "联合验收", "残疾评定", ""]
)
def test_other_kinds_may_stop_the_promise_at_most(kind: str) -> None:
    assert not in_article_45(kind)
    assert lawful_stops(kind) == {"promised"}


def test_a_site_visit_stops_nothing() -> None:
    assert lawful_stops("现场踏勘") == frozenset()


def test_every_rung_has_a_name_and_the_last_is_overdue() -> None:
    assert ladders.codes_of("handler") == ("half", "three_days", "one_day", "due", "overdue")
    assert ladders.codes_of("holder") == (
        "ninety_days",
        "sixty_days",
        "thirty_days",
        "due",
        "overdue",
    )
    for name in ladders.LADDERS:
        assert [str(ladders.label_of(code)) for code in ladders.codes_of(name)][-1] == "已超期"
    with pytest.raises(KeyError):
        ladders.label_of("none")
