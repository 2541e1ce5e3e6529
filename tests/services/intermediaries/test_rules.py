# SPDX-License-Identifier: Apache-2.0
"""What an agency and its offer must say, on both sides of each boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.intermediaries.rules import choice_problems, offer_problems, provider_problems

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
AGENCY = {
    "name": "测试检测公司",
    "phone": "028-26110000",
    "address": "雁江区一号",
    "uscc": "91512002MAT0T00160",
}
OFFER: dict[str, Any] = {
    "qualification": "检测资质",
    "qualification_number": "2026-1",
    "valid_from": TODAY,
    "valid_to": TODAY,
    "conditions": "有图纸",
    "flow": "先量后写",
    "price": "每次 500 元",
    "grade": "A",
    "graded_on": TODAY,
    "days": 10,
}


def _one(key: str, value: object) -> dict[str, Any]:
    return {key: value}


def _agency(*, is_new: bool = True, **changes: Any) -> list[tuple[str, str]]:
    found = provider_problems({**AGENCY, **changes}, is_new=is_new)
    return [(one.field, one.code) for one in found]


def _offer(*, is_listed: bool = True, is_new: bool = True, **changes: Any) -> list[tuple[str, str]]:
    found = offer_problems({**OFFER, **changes}, is_listed=is_listed, is_new=is_new, today=TODAY)
    return [(one.field, one.code) for one in found]


def test_a_good_agency_and_a_good_offer_pass() -> None:
    assert _agency() == []
    assert _offer() == []


@pytest.mark.parametrize("key", ["name", "phone", "address"])
def test_each_particular_of_an_agency_is_asked_for(key: str) -> None:
    assert _agency(**_one(key, "")) == [(key, "required")]
    assert _agency(**_one(key, None)) == [(key, "required")]


def test_wrong_particulars_of_an_agency_are_named() -> None:
    assert _agency(name="测\x07试") == [("name", "control")]
    assert [field for field, _code in _agency(phone="12")] == ["phone"]
    assert _agency(phone="12345") == []
    assert [field for field, _code in _agency(uscc="1")] == ["uscc"]
    # The number of one that is known is not typed again.
    assert _agency(uscc="1", is_new=False) == []


@pytest.mark.parametrize(
    "key",
    [
        "qualification",
        "qualification_number",
        "valid_from",
        "valid_to",
        "conditions",
        "flow",
        "price",
    ],
)
def test_each_part_of_an_offer_is_asked_for(key: str) -> None:
    assert _offer(**_one(key, "")) == [(key, "required")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"valid_from": TODAY - DAY}, []),
        ({"valid_from": TODAY + DAY}, [("valid_to", "ends_before_start")]),
        ({"valid_from": TODAY - 9 * DAY, "valid_to": TODAY - DAY}, [("valid_to", "not_qualified")]),
        ({"days": 1}, []),
        ({"days": 500}, []),
        ({"days": 501}, [("days", "days")]),
        ({"days": 0}, [("days", "days")]),
        ({"days": None}, [("days", "days")]),
        ({"grade": "N", "graded_on": None}, []),
        ({"grade": "N"}, [("graded_on", "not_graded")]),
        ({"graded_on": None}, [("graded_on", "required")]),
        ({"graded_on": TODAY + DAY}, [("graded_on", "in_future")]),
        ({"grade": ""}, [("grade", "required"), ("graded_on", "not_graded")]),
        ({"price": "五\x01百"}, [("price", "control")]),
    ],
)
def test_an_offer_at_its_boundaries(changes: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert _offer(**changes) == told


def test_what_ran_out_may_stay_in_the_books() -> None:
    assert _offer(is_new=False, valid_from=TODAY - 9 * DAY, valid_to=TODAY - DAY) == []


def test_only_services_of_the_list_are_offered() -> None:
    assert _offer(is_listed=False) == [("service", "not_on_list")]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"is_staff": True}, ["organ_names_provider"]),
        ({"is_staff": True, "acts_for_party": False}, ["organ_names_provider"]),
        ({"acts_for_party": False}, ["not_applicant"]),
        ({"is_listed": False}, ["not_on_list"]),
        ({"has_left": True}, ["has_left"]),
        ({"qualified": False}, ["not_qualified"]),
        (
            {"acts_for_party": False, "is_listed": False, "has_left": True, "qualified": False},
            ["not_applicant", "not_on_list", "has_left", "not_qualified"],
        ),
    ],
)
def test_why_an_agency_may_not_be_chosen(changes: dict[str, bool], told: list[str]) -> None:
    good = {"is_staff": False, "acts_for_party": True, "is_listed": True, "qualified": True}
    found = choice_problems(**{**good, **changes})
    assert [one.code for one in found] == told
