# SPDX-License-Identifier: Apache-2.0
"""Conditions as an editor writes them: what is good, what is wrong, how they are kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from services.policies.conditions import (
    Typed,
    choices_of,
    condition_problems,
    lines_of,
    operators_of,
    row_of,
    typed_in,
    typed_of,
    words_in,
)

PLACES = {"512000": "资阳市", "512002": "雁江区"}


def _wrong(*conditions: Typed) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in condition_problems(conditions, PLACES)]


@pytest.mark.parametrize(
    "one",
    [
        Typed("region", "in", ("512002",)),
        Typed("region", "not_in", ("512000", "512002")),
        Typed("age_years", "most", text="200"),
        Typed("age_years", "least", text="0"),
        Typed("staff", "least", text="10000000"),
        Typed("industry", "in", text="字" * 20),
        Typed("industry", "not_in", text="、".join(f"词{n}" for n in range(30))),
    ],
)
def test_a_condition_at_its_boundary_is_good(one: Typed) -> None:
    assert _wrong(one) == []


@pytest.mark.parametrize(
    "one",
    [
        Typed("weather", "in", ("sun",)),
        Typed("region", "most", ("512002",)),
        Typed("age_years", "in", text="3"),
        Typed("age_years", "most", text="201"),
        Typed("age_years", "most", text="三"),
        Typed("age_years", "most"),
        Typed("staff", "least", text="10000001"),
        Typed("industry", "in"),
        Typed("industry", "in", text="字" * 21),
        Typed("industry", "in", text="好、字\x07"),
        Typed("industry", "in", text="、".join(f"词{n}" for n in range(31))),
        Typed("region", "in"),
        Typed("region", "in", ("512002", "999999")),
    ],
)
def test_a_wrong_condition_is_named_by_its_place(one: Typed) -> None:
    good = Typed("size", "in", (str(choices_of("size", PLACES)[0][0]),))
    assert _wrong(good, one) == [("c1", "condition")]


def test_a_policy_needs_a_condition() -> None:
    assert _wrong() == [("conditions", "required")]


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ([("staff", "least", "5"), ("staff", "most", "5")], []),
        ([("staff", "least", "6"), ("staff", "most", "5")], [("c0", "contradiction")]),
        ([("staff", "most", "5"), ("age_years", "least", "6")], []),
        ([("age_years", "least", "1"), ("age_years", "most", "0")], [("c0", "contradiction")]),
        ([("staff", "most", "0")], []),
        ([("staff", "most", "5"), ("staff", "most", "6")], [("c1", "twice")]),
    ],
)
def test_numbers_that_contradict_or_stand_twice(
    conditions: list[tuple[str, str, str]], told: list[tuple[str, str]]
) -> None:
    assert _wrong(*(Typed(about, op, text=text) for about, op, text in conditions)) == told


@pytest.mark.parametrize(
    ("inside", "outside", "told"),
    [
        (("512002",), ("512002",), [("c1", "contradiction")]),
        (("512002",), ("512000", "512002"), [("c1", "contradiction")]),
        (("512000", "512002"), ("512002",), []),
        (("512002",), ("512000",), []),
    ],
)
def test_places_that_contradict(
    inside: tuple[str, ...], outside: tuple[str, ...], told: list[tuple[str, str]]
) -> None:
    other = Typed("staff", "least", text="1")
    both = (Typed("region", "in", inside), Typed("region", "not_in", outside))
    assert _wrong(other, *both) == told
    assert _wrong(other, both[0]) == []
    assert _wrong(other, both[1]) == []


def test_the_usual_operator_comes_first() -> None:
    assert [list(operators_of(about)) for about in ("age_years", "staff", "size")] == [
        ["most", "least"],
        ["least", "most"],
        ["in", "not_in"],
    ]


def test_what_may_be_ticked() -> None:
    assert choices_of("region", PLACES) == list(PLACES.items())
    assert choices_of("industry", PLACES) == ()
    assert choices_of("staff", PLACES) == ()
    assert "small" in dict(choices_of("size", PLACES))
    assert (
        dict(choices_of("enterprise_kind", PLACES))
        .keys()
        .isdisjoint(dict(choices_of("size", PLACES)))
    )


@pytest.mark.parametrize(
    ("typed", "row"),
    [
        (Typed("staff", "most", text="50"), {"kind": "staff", "most": 50}),
        (Typed("age_years", "least", text="3"), {"kind": "age_years", "least": 3}),
        (
            Typed("industry", "in", text="餐饮、零售"),
            {"kind": "industry", "words": ["餐饮", "零售"]},
        ),
        (
            Typed("size", "not_in", ("large", "small")),
            {"kind": "size", "not": True, "values": ["large", "small"]},
        ),
        (
            Typed("region", "in", ("512000", "512002")),
            {"kind": "region", "values": ["512000", "512002"], "name": "资阳市、雁江区"},
        ),
    ],
)
def test_a_condition_is_kept_and_shown_again(typed: Typed, row: dict[str, Any]) -> None:
    assert row_of(typed, PLACES) == row
    assert typed_of(row) == typed


def test_words_are_parted_by_commas_and_lines_and_stand_once() -> None:
    assert words_in("餐饮，零售;餐饮\n 住 宿 、") == ["餐饮", "零售", "住 宿"]


def _posted(text: str) -> list[Typed]:
    return typed_in(QueryDict(text))


def test_what_was_typed_is_read_place_by_place() -> None:
    told = "c0-about=size&c0-operator=in&c0-values=large&c0-values=small&c1-about=weather"
    told += "&c2-about=staff&c2-operator=most&c2-text=+5+&c3-about=age_years&c3-drop=1"
    assert _posted(told) == [
        Typed("size", "in", ("large", "small")),
        Typed("staff", "most", (), "5"),
    ]
    assert _posted("c19-about=staff") == [Typed("staff")]
    assert _posted("c20-about=staff") == []
    assert _posted("c0-about=size&c0-values=" + "x" * 21)[0].values == ("x" * 20,)


def test_a_new_condition_is_empty_and_comes_only_when_asked_for() -> None:
    assert _posted("act=add&new_about=staff") == [Typed("staff", "least")]
    assert _posted("act=add&new_about=weather") == []
    assert _posted("act=save&new_about=staff") == []
    full = "&".join(f"c{place}-about=staff" for place in range(19))
    assert len(_posted(f"{full}&act=add&new_about=size")) == 20
    assert len(_posted(f"{full}&c19-about=staff&act=add&new_about=size")) == 20


def test_the_page_shows_what_was_typed_and_what_may_be() -> None:
    first, second = lines_of(
        [Typed("region", "in", ("512002",)), Typed("staff", "most", text="5")], PLACES
    )
    assert (first["name"], second["name"]) == ("c0", "c1")
    assert first["choices"] == [("512000", "资阳市", False), ("512002", "雁江区", True)]
    assert (first["is_number"], second["is_number"]) == (False, True)
    assert (second["choices"], second["text"], second["operator"]) == ([], "5", "most")
    assert [code for code, _label in second["operators"]] == ["least", "most"]
