# SPDX-License-Identifier: Apache-2.0
"""People's words find what they mean; nonsense finds nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.search.engine import score
from services.search.engine.index import Index
from services.search.engine.sound import initials, split
from services.search.live import completions

DEV = Path(__file__).parents[1] / "data" / "search_dev.jsonl"


def _names(index: Index, typed: str, limit: int = 5) -> list[str]:
    return [hit.document.name for hit in score.search(index, typed, limit)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("我想开个餐馆", "食品（含保健食品）经营许可核发"),
        ("给娃儿上户口", "户口登记（出生登记）"),
        ("营业执照换地址", "公司变更登记"),
        ("社保卡丢了", "社会保障卡补领、换领、换发"),
        ("房子过户", "国有建设用地使用权及房屋所有权转移登记（存量房买卖）"),
        ("护照", "普通护照签发"),
        ("食品经营许克证", "食品（含保健食品）经营许可核发"),
        ("排乌许可证", "排污许可证核发"),
        ("護照辦理", "普通护照签发"),
        ("huzhao", "普通护照签发"),
        ("paiwu xuke", "排污许可证核发"),
        ("sgxkz", "建筑工程施工许可证核发"),
        ("passport", "普通护照签发"),
        ("ＰＡＳＳＰＯＲＴ", "普通护照签发"),
        ("食品证快到期了", "食品（含保健食品）经营许可延续"),
        ("暂住证", "居住证办理"),
        ("公司不开了", "公司注销登记"),
    ],
)
def test_what_people_say_finds_what_they_mean(index: Index, typed: str, wanted: str) -> None:
    assert wanted in _names(index, typed, 3)


@pytest.mark.parametrize(
    "typed",
    [
        "星际飞船许可证",
        "xqzjkwv",
        "火锅底料配方",
        "恐龙饲养许可",
        "今天天气怎么样",
        "",
        "   ",
        "？？",
        "12345678",
        "的了吗",
    ],
)
def test_nonsense_finds_nothing(index: Index, typed: str) -> None:
    assert _names(index, typed) == []


def test_every_official_name_finds_itself_first(index: Index) -> None:
    items = [document for document in index.documents if document.kind == "item"]
    missed = [item.name for item in items if _names(index, item.name, 1) != [item.name]]
    assert missed == []


def test_the_labelled_questions_are_answered_well(index: Index) -> None:
    lines = [json.loads(line) for line in DEV.read_text("utf-8").splitlines() if line.strip()]
    total, asked = 0.0, 0
    for line in lines:
        names = _names(index, line["q"])
        if not line["relevant"]:
            assert names == []
            continue
        asked += 1
        places = [place for place, name in enumerate(names, 1) if name in line["relevant"]]
        total += 1 / places[0] if places else 0
    assert total / asked >= 0.9


def test_every_hit_has_a_reason(index: Index) -> None:
    for typed in ("我想开个餐馆", "huzhao", "passport", "sgxkz", "排乌许可证", "取水"):
        hits = score.search(index, typed)
        assert hits
        assert all(hit.why for hit in hits)


def test_half_a_word_is_completed(index: Index) -> None:
    assert completions(index, "餐")


def test_a_very_long_question_is_cut_and_answered(index: Index) -> None:
    assert _names(index, "我想开个餐馆" + "啊" * 5000) is not None


def test_pinyin_is_split_into_syllables() -> None:
    assert split("yingyezhizhao") == ["ying", "ye", "zhi", "zhao"]
    assert split("xqzjkwv") is None
    assert initials("营业执照") == "yyzz"
