# SPDX-License-Identifier: Apache-2.0
"""How old somebody is, by the number and by the day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from stdnum.cn import ric

from portal.kernel.accounts.rules import birth_of, birthday, check_age_of_owner, is_minor


def _number(born: str) -> str:
    head = f"512002{born}005"
    return head + ric.calc_check_digit(head + "0")


@pytest.fixture(autouse=True)
def _day(clock_at: Any) -> None:
    clock_at("2026-11-20 10:00")


def test_only_a_right_number_tells_a_birth() -> None:
    number = _number("20200305")
    assert birth_of(f" {number.lower()} ") == date(2020, 3, 5)
    assert birth_of(number[:-1]) is None
    assert birth_of("X12345678") is None


@pytest.mark.parametrize(
    ("born", "years", "day"),
    [
        (date(2008, 11, 20), 18, date(2026, 11, 20)),
        (date(2008, 2, 29), 18, date(2026, 2, 28)),
        (date(2008, 2, 29), 16, date(2024, 2, 29)),
        (date(2008, 1, 31), 0, date(2008, 1, 31)),
    ],
)
def test_a_birthday_is_the_same_day_or_the_months_last(born: date, years: int, day: date) -> None:
    assert birthday(born, years) == day


def test_full_age_begins_on_the_birthday() -> None:
    born = date(2008, 11, 20)
    assert is_minor(born, date(2026, 11, 19)) is True
    assert is_minor(born, date(2026, 11, 20)) is False


def test_an_own_account_begins_on_the_fourteenth_birthday() -> None:
    assert check_age_of_owner(_number("20121120")) == []
    (problem,) = check_age_of_owner(_number("20121121"))
    assert (problem.field, problem.code) == ("id_number", "child")
    assert check_age_of_owner("X12345678") == []
    assert check_age_of_owner(_number("20121121"), "number")[0].field == "number"
