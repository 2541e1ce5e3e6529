# SPDX-License-Identifier: Apache-2.0
"""The engine's small parts: dialect, numbers, codes, typed syllables, later changes, endings."""

from __future__ import annotations

import pytest

from services.search.engine import score
from services.search.engine.index import Index
from services.search.engine.query import parse
from services.search.engine.sound import decoded, units_of
from services.search.live import completions


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("屋头修房子咋个办", "家里修房子怎么办"),
        ("开个理发铺铺", "开个理发铺"),
        ("开个茶馆儿", "开个茶馆"),
        ("我女儿的奶奶", "我女儿的奶奶"),
        ("幼儿园设立审批", "幼儿园设立审批"),
        ("工商局注销营业执照", "注销营业执照"),
        ("工商局", "工商局"),
        ("2类医疗器械", "二类医疗器械"),
        ("没交够十五年社保", "没交够15年社保"),
        ("食品jingying许可", "食品经营许可"),
        ("社保ka补办", "社保卡补办"),
        ("开ktv", "开ktv"),
    ],
)
def test_a_question_is_put_in_the_words_of_the_catalogue(
    index: Index, typed: str, read: str
) -> None:
    assert parse(index, typed).text == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [("paiwuxuk", "排污许可"), ("dibao", "低保"), ("xqzjkwv", ""), ("iphone", "")],
)
def test_typed_syllables_become_characters(index: Index, typed: str, read: str) -> None:
    units = units_of(index.speech, typed)
    assert (decoded(index.speech, units) if units else "") == read


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("511A0005200004", "食品（含保健食品）经营许可核发"),
        ("511a62001001", "烟草专卖零售许可证新办"),
        ("LOCAL-076", "国有建设用地使用权及房屋所有权首次登记"),
    ],
)
def test_a_code_finds_its_item(index: Index, typed: str, first: str) -> None:
    hits = score.search(index, typed)
    assert hits[0].document.name == first
    assert hits[0].why


@pytest.mark.parametrize("typed", ["999999999", "12345", "511", "511ZZ999999999"])
def test_other_numbers_find_nothing(index: Index, typed: str) -> None:
    assert score.search(index, typed) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("驾校换了地址", "机动车驾驶员培训变更备案"),
        ("农药店的证快到期", "农药经营许可证延续（其他农药）"),
        ("烟草证丢了", "烟草专卖零售许可证补办"),
        ("货车的道路运输证掉了", "货物运输车辆道路运输证办理（补办）"),
        ("修车店要注销备案", "机动车维修经营备案（终止）"),
    ],
)
def test_what_happens_to_a_licence_leads_to_its_change(
    index: Index, typed: str, wanted: str
) -> None:
    assert wanted in [hit.document.name for hit in score.search(index, typed, 4)]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("养500头猪", "动物防疫条件合格证核发（动物饲养场、动物屠宰加工场所）"),
        ("卖点小烟", "烟草专卖零售许可证新办"),
        ("修自己的破车", "机动车维修经营备案"),
    ],
)
def test_a_verb_and_its_thing_may_stand_apart(index: Index, typed: str, wanted: str) -> None:
    assert wanted in [hit.document.name for hit in score.search(index, typed, 4)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("营业执", "营业执照"), ("yingyezhizha", "营业执照"), ("shebaok", "社保卡"), ("hun", "")],
)
def test_half_a_word_is_completed_in_characters_and_pinyin(
    index: Index, typed: str, word: str
) -> None:
    found = completions(index, typed)
    assert word in found if word else found is not None
