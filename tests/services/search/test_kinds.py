# SPDX-License-Identifier: Apache-2.0
"""Kinds of questions nobody listed: each kind is answered nearly always, nonsense never."""

from __future__ import annotations

import re

import pytest

from services.search.engine import score
from services.search.engine.building import build
from services.search.engine.document import SearchDocument
from services.search.engine.index import Index
from services.search.engine.lexicon import shipped

#: Question → what the name of one of the first three hits must hold.
KINDS = {
    "colloquial": "想开个奶茶铺=食品 小卖部要办啥子证=食品 搞个洗脚城=公共场所卫生 给公司换个法人=公司变更"
    " 打算把店关了=注销 门口想挖个沟埋管子=挖掘城市道路 家里打口井取水=取水 养猪场要啥手续=动物防疫"
    " 开网吧=互联网上网 办个补习班=民办|培训 装水表=供水 要建厂房=许可",
    "life event": "老婆怀孕了=生育 我要结婚=结婚 我爸去世了=户口注销|遗属 娃要上小学=入学 刚退休=退休"
    " 大学毕业了=毕业生 失业了没钱=失业 买了套二手房=转移登记 当兵退伍=退役 残疾了有补助吗=残疾",
    "old name": "准生证=生育|出生 流动人口婚育证明=生育 组织机构代码证=公司设立 卫生许可证=公共场所卫生"
    " 招工备案=就业登记 劳动手册=失业登记 粮食收购许可证=粮食收购 户口本丢了=户口",
    "abbreviation": "施工证=施工许可 排污证=排污许可 社保卡=社会保障卡 低保=最低生活保障 道运证=道路运输证"
    " 个转企=公司设立|个体 房本=不动产|房屋 公积金=公积金",
    "pinyin": "shenfenzheng=居民身份证 gongsizhuxiao=公司注销 shebaoka=社会保障卡 jiehun=结婚"
    " paiwuxukezheng=排污许可",
    "initials": "sfz=身份证 gjj=公积金 hkb=户口 pwxkz=排污许可证 qsxk=取水许可 jhdj=结婚登记",
    "typo": "营业职照=设立登记 公司变跟登记=公司变更 农约经营许可=农药经营 社会保章卡=社会保障卡"
    " 结昏登记=结婚 药品另售=药品零售 道路运输经赢许可=道路 公共场所卫声许可=公共场所卫生",
    "homophone": "护造=护照 居主证=居住证 排物许可证=排污 户口迁意=户口迁移 建筑工程施公许可=施工许可",
    "traditional": "營業執照=设立登记 結婚登記=结婚 駕駛證=驾驶证 戶口遷移=户口迁移 藥店=药品零售",
    "english": "id_card=居民身份证 marriage_registration=结婚 driver's_licence=驾驶证 pharmacy=药品零售"
    " food_business_licence=食品 close_my_company=注销 residence_permit=居住证 divorce=离婚",
}
NONSENSE = (
    "星际移民许可", "火星种土豆审批", "明天会下雨吗", "股票怎么买", "asdfghjkl", "宝可梦训练师证",
    "iphone 18 price", "如何追女朋友", "红烧肉怎么做", "zzzz", "时光机驾驶许可", "养龙许可证",
    "world cup tickets", "王者荣耀代练",
)  # fmt: skip
ENOUGH = 0.9


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_kind_of_question_is_answered_nearly_always(index: Index, kind: str) -> None:
    asked = [pair.split("=") for pair in KINDS[kind].split()]
    missed = []
    for typed, wanted in asked:
        hits = score.search(index, typed.replace("_", " "), 3)
        if not any(re.search(wanted, hit.document.name) for hit in hits):
            missed.append(typed)
        assert all(hit.why for hit in hits)
    assert len(missed) <= (1 - ENOUGH) * len(asked), missed


@pytest.mark.parametrize("typed", NONSENSE)
def test_more_nonsense_finds_nothing(index: Index, typed: str) -> None:
    assert score.search(index, typed) == []


def test_one_name_of_many_organs_is_one_hit_that_names_the_others() -> None:
    documents = [
        SearchDocument("item", f"A{number}", "排污许可证核发", organ)
        for number, organ in enumerate(("市生态环境局", "雁江区生态环境局", "安岳县生态环境局"))
    ]
    hits = score.search(build(documents, shipped()), "排污许可")
    assert [hit.document.code for hit in hits] == ["A0"]
    assert [other.organ for other in hits[0].others] == ["雁江区生态环境局", "安岳县生态环境局"]


def test_words_that_are_everywhere_still_find_the_shortest_names_quickly() -> None:
    documents = [SearchDocument("item", f"B{n}", f"乡镇第{n}号经营许可") for n in range(5000)]
    documents.append(SearchDocument("item", "C", "经营许可"))
    found = score.search(build(documents, shipped()), "经营许可", 5)
    assert found[0].document.code == "C"
    assert len(found) == 5
