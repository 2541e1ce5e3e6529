# SPDX-License-Identifier: Apache-2.0
"""Formats that an editor may give are harmless, and the shipped definitions all hold."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.editors.codes import free_code
from services.items import reference
from services.tables.field_rules import PARTS, Definition, problems_of, wrong_with_pattern
from services.tables.models import FormField
from services.tables.rules import LONGEST, wrong_with

#: Python looks at so many letters in about ten milliseconds.
MOST_TRIES = 2_000_000


@pytest.mark.parametrize("code", sorted(reference.form_fields()["fields"]))
def test_every_shipped_line_is_a_good_one(code: str) -> None:
    row = reference.form_fields()["fields"][code]
    told = {key: value for key, value in row.items() if key != "is_required"}
    assert not problems_of(Definition(**{**told, "choices": tuple(row["choices"])}))


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "a|b", "[0-9", "a**", "\\1", "^a$", "a+b+c{1,}", ".", "[ab]{0,40}" * 8, "a?" * 60],
)
def test_what_can_hang_or_means_nothing_is_refused(pattern: str) -> None:
    assert wrong_with_pattern(pattern)


def _tries(pattern: str, typed: str) -> int:
    """Return how many letters are looked at when every way to share the value out is tried."""
    parts = []
    for atom, count in PARTS.findall(pattern):
        low, comma, high = {"": "1,,1", "?": "0,,1", "*": "0,,", "+": "1,,"}.get(
            count, count.strip("{}")
        ).partition(",")
        most = high.lstrip(",") if comma else low
        parts.append((re.compile(atom), int(low), int(most) if most else LONGEST))

    @cache
    def from_here(part: int, at: int) -> int:
        if part == len(parts):
            return 1
        letter, low, high = parts[part]
        run = 0
        while run < high and at + run < len(typed) and letter.match(typed, at + run):
            run += 1
        return run + 1 + sum(from_here(part + 1, at + n) for n in range(low, run + 1))

    return from_here(0, 0)


@given(st.text(alphabet="ab[]0-9{},+*?\\d.×", max_size=20))
def test_an_accepted_format_compiles_and_is_quick(pattern: str) -> None:
    if wrong_with_pattern(pattern):
        return
    re.compile(pattern)
    for typed in ("a" * LONGEST, "0" * (LONGEST - 1) + "x"):
        assert _tries(pattern, typed) < MOST_TRIES


def test_a_code_is_made_of_first_letters_and_never_taken() -> None:
    assert free_code("经营面积", set()) == "jymj"
    assert free_code("经营面积", {"jymj", "jymj-2"}) == "jymj-3"
    assert free_code("？", set()) == "new"


@pytest.mark.parametrize(
    ("kind", "typed", "is_good"),
    [
        ("number", "８６.5", True),
        ("number", "1E999999", False),
        ("number", "1_0", False),
        ("number", "-1", False),
        ("date", "2026-03-02", True),
        ("date", "2026-W01-1", False),
        ("date", "2026-02-30", False),
    ],
)
def test_numbers_and_days_are_written_in_one_way(kind: str, typed: str, *, is_good: bool) -> None:
    field = FormField(code="x", label="这一项", kind=kind, choices=[])
    assert bool(wrong_with(field, typed)) is not is_good
