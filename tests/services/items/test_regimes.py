# SPDX-License-Identifier: Apache-2.0
"""Which law's clock an item runs by, and what stops it."""

from __future__ import annotations

from typing import Any

import pytest

from services.items.codes import ItemType
from services.items.regimes import choose, concerns_safety, regime, regimes, stops
from services.items.rows import read

EIGHT = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")


@pytest.mark.parametrize("kind", [*EIGHT, "检验检测"])
def test_the_eight_kinds_stop_the_statutory_term_of_a_licence(kind: str) -> None:
    assert stops(kind, under=regime("licence"), claimed=False) == (True, True)


@pytest.mark.parametrize("kind", EIGHT)
def test_article_45_is_for_licences_only(kind: str) -> None:
    assert stops(kind, under=regime("power"), claimed=True) == (False, True)
    assert stops(kind, under=regime("promise"), claimed=False) == (False, False)


@pytest.mark.parametrize("kind", ["现场踏勘", "现场核查", "现场检查", "实地核查"])
def test_a_site_visit_stops_nothing_whatever_is_claimed(kind: str) -> None:
    assert stops(kind, under=regime("licence"), claimed=True) == (False, False)


@pytest.mark.parametrize("kind", ["公示", "公告", "入户调查", "联合验收", "残疾评定"])
def test_other_steps_stop_at_most_the_promise(kind: str) -> None:
    assert stops(kind, under=regime("licence"), claimed=True) == (False, True)
    assert stops(kind, under=regime("licence"), claimed=False) == (False, False)


def test_only_licences_are_deemed_accepted(catalogue: list[dict[str, Any]]) -> None:
    deemed = [row for row in catalogue if regime(read(row).regime).deemed_acceptance]
    assert len(deemed) == 61
    assert {row["item_type"] for row in deemed} == {"行政许可"}


def test_a_public_service_has_a_promise_and_no_fiction_of_law() -> None:
    chosen = choose(ItemType.PUBLIC_SERVICE, ["民法典"])
    assert chosen.code == "promise"
    assert not chosen.deemed_acceptance
    assert not chosen.art45_pauses
    assert chosen.delivery_days is None


def test_the_special_law_chooses_the_regime_of_a_registration() -> None:
    assert choose(ItemType.LICENCE, ["公司法", "市场主体登记管理条例"]).code == "registration"
    assert choose(ItemType.CONFIRMATION, ["不动产登记暂行条例"]).code == "property"
    assert choose(ItemType.LICENCE, ["食品安全法"]).code == "licence"


def test_the_numbers_of_the_licensing_law() -> None:
    licence = regime("licence")
    assert (licence.correction_days, licence.statutory_days) == (5, 20)
    assert (licence.statutory_extension_days, licence.delivery_days) == (10, 10)
    assert (licence.joint_days, licence.joint_extension_days) == (45, 15)
    assert regime("registration").statutory_days == 3
    assert regime("property").statutory_days == 30


def test_every_number_has_a_source() -> None:
    for row in regimes():
        assert row.citation
        assert row.citations.correction
        assert bool(row.citations.delivery) == (row.delivery_days is not None)
        assert bool(row.citations.extension) == (row.statutory_extension_days > 0)


@pytest.mark.parametrize(
    ("item_type", "name", "concerns"),
    [
        (ItemType.LICENCE, "食品经营许可", True),
        (ItemType.LICENCE, "户外广告设置审批", False),
        (ItemType.CONFIRMATION, "食品经营备案", False),
    ],
)
def test_a_licence_whose_name_says_so_concerns_safety(
    item_type: str, name: str, *, concerns: bool
) -> None:
    assert concerns_safety(item_type, name) is concerns


def test_what_no_law_names_is_kept_to_its_promise_alone() -> None:
    assert choose("no type of ours", ["民法典"]).code == "promise"
