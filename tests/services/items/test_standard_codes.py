# SPDX-License-Identifier: Apache-2.0
"""The code sets of GB/T 39046-2020 annex A, and that the catalogue's own codes are theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.kernel.places.models import DivisionLevel
from services.items import standard_codes
from services.items.codes import Handling, ItemType
from services.items.rules.record import CODE


def test_the_sets_are_those_of_the_annex() -> None:
    assert list(standard_codes.ITEM_TYPES) == [*(f"{n:02d}" for n in range(11)), "20"]
    assert list(standard_codes.LEVELS) == list("1234567")
    assert list(standard_codes.ORGAN_KINDS) == list("1239")
    assert list(standard_codes.APPLICANTS) == list("123456")
    assert list(standard_codes.CHANNELS) == list("12349")
    assert list(standard_codes.HANDLINGS) == list("129")
    assert list(standard_codes.PROCEDURES) == list("12")


def test_the_catalogues_own_codes_are_codes_of_the_standard() -> None:
    assert set(ItemType.values) <= set(standard_codes.ITEM_TYPES)
    assert all(standard_codes.HANDLINGS[one.value] == str(one.label) for one in Handling)
    assert {standard_codes.level_of(one) for one in DivisionLevel.values} <= set(
        standard_codes.LEVELS
    )


@pytest.mark.django_db
def test_a_list_gives_every_item_in_the_standards_codes(
    client: Client, demo_catalogue: None
) -> None:
    for one in client.get(reverse("services:list_json", args=["licences"])).json()["items"]:
        told = one["standard"]
        assert told["item_type"] == "01"
        assert told["level"] == "3"
        assert set(told["applicants"]) <= set(standard_codes.APPLICANTS)
        assert set(told["channels"]) <= set(standard_codes.CHANNELS)
        assert told["handling"] in standard_codes.HANDLINGS


@pytest.mark.parametrize(
    ("code", "is_good"),
    [
        ("511Z07001006-511602000000-000-11511301008778183N-1-00", True),
        ("11511301008778183N3511Z07001006", True),
        ("G-000007-001", True),
        ("512C0053300008", True),
        ("511A0005200004", True),
        ("LOCAL-013", True),
        ("511a0005200004", False),
        ("511A00052 0004", False),
        ("-511A", False),
        ("511A--1", False),
    ],
)
def test_codes_are_known_by_their_pattern_not_by_their_length(code: str, *, is_good: bool) -> None:
    assert bool(CODE.fullmatch(code)) is is_good
