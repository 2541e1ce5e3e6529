# SPDX-License-Identifier: Apache-2.0
"""A grade holds up to its numbers of records, and no further."""

from __future__ import annotations

import pytest

from credit.records.rules import grade_of, grades, grades_source


@pytest.mark.parametrize(
    ("active", "past", "grade"),
    [
        (0, 0, "A"),
        (0, 1, "B"),
        (0, 99, "B"),
        (1, 0, "C"),
        (1, 99, "C"),
        (2, 0, "D"),
        (99, 99, "D"),
    ],
)
def test_records_make_the_grade(active: int, past: int, grade: str) -> None:
    assert grade_of(active, past).code == grade


def test_beyond_the_table_the_last_grade_holds() -> None:
    assert grade_of(100, 0) == grades()[-1]
    assert grade_of(0, 100) == grades()[-1]


def test_the_table_is_in_order_and_says_whose_it_is() -> None:
    assert [grade.code for grade in grades()] == ["A", "B", "C", "D"]
    assert grades_source().startswith("本市公布的信用分级表")
