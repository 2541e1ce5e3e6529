# SPDX-License-Identifier: Apache-2.0
"""Each kind of condition on both sides of its boundary."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from services.policies.rules import Enterprise, Fit, judge

TODAY = date(2026, 3, 2)
LEAP = date(2028, 2, 29)
CITY = {"kind": "region", "values": ["512000", "510104"], "name": "资阳市、锦江区"}


def _fit(row: dict[str, Any], who: Enterprise, on: date = TODAY) -> Fit:
    return judge([row], who, on).fit


@pytest.mark.parametrize(
    ("staff", "bound", "fit"),
    [
        (10, {"least": 10}, Fit.YES),
        (9, {"least": 10}, Fit.NO),
        (10, {"most": 10}, Fit.YES),
        (11, {"most": 10}, Fit.NO),
        (0, {"most": 0}, Fit.YES),
        (0, {"least": 0}, Fit.YES),
        (None, {"least": 0}, Fit.OPEN),
    ],
)
def test_people_are_counted_up_to_the_bound(
    staff: int | None, bound: dict[str, int], fit: Fit
) -> None:
    assert _fit({"kind": "staff", **bound}, Enterprise(staff=staff)) == fit


@pytest.mark.parametrize(
    ("founded", "on", "bound", "fit"),
    [
        (date(2023, 3, 2), TODAY, {"least": 3}, Fit.YES),
        (date(2023, 3, 3), TODAY, {"least": 3}, Fit.NO),
        (date(2023, 3, 2), TODAY, {"most": 3}, Fit.YES),
        (date(2023, 3, 1), TODAY, {"most": 3}, Fit.NO),
        (date(2027, 2, 28), LEAP, {"least": 1}, Fit.YES),
        (date(2027, 3, 1), LEAP, {"least": 1}, Fit.NO),
        (date(2027, 2, 28), LEAP, {"most": 1}, Fit.YES),
        (date(2027, 2, 27), LEAP, {"most": 1}, Fit.NO),
    ],
)
def test_the_anniversary_itself_counts_for_both(
    founded: date, on: date, bound: dict[str, int], fit: Fit
) -> None:
    assert _fit({"kind": "age_years", **bound}, Enterprise(founded_on=founded), on) == fit


@pytest.mark.parametrize(
    ("region", "fit"),
    [
        ("512000", Fit.YES),
        ("512002", Fit.YES),
        ("512021", Fit.YES),
        ("512900", Fit.NO),
        ("513000", Fit.NO),
        ("510104", Fit.YES),
        ("510105", Fit.NO),
        ("", Fit.OPEN),
    ],
)
def test_a_city_holds_its_districts_and_a_district_only_itself(region: str, fit: Fit) -> None:
    assert _fit(CITY, Enterprise(region=region)) == fit


def test_a_place_is_told_by_name_where_it_is_known_by_one() -> None:
    for name, told in (("雁江区", "您：雁江区"), ("", "您：512002")):
        who = Enterprise(region="512002", region_name=name)
        assert told in judge([CITY], who, TODAY).reasons[0].text


@pytest.mark.parametrize(
    ("row", "fit"),
    [
        ({"words": ["餐饮", "食品"]}, Fit.YES),
        ({"words": ["软件"]}, Fit.NO),
        ({"words": ["软件"], "not": True}, Fit.YES),
        ({"words": ["餐饮", "软件"], "not": True}, Fit.NO),
    ],
)
def test_one_word_of_the_trade_is_enough(row: dict[str, Any], fit: Fit) -> None:
    assert _fit({"kind": "industry", **row}, Enterprise(industry="餐饮服务")) == fit


def test_what_is_not_wanted_is_said_so() -> None:
    row = {"kind": "size", "values": ["large"]}
    who = Enterprise(size="micro")
    assert "不属于" not in judge([row], who, TODAY).reasons[0].text
    assert "不属于：大型" in judge([{**row, "not": True}], who, TODAY).reasons[0].text
