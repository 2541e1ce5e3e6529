# SPDX-License-Identifier: Apache-2.0
"""Dates as they stand on papers."""

from __future__ import annotations

from datetime import date

from portal.kernel.dates import day_or_limit, long_day, plain_day


def test_a_day_on_a_paper_has_its_weekday_and_no_zeros() -> None:
    assert long_day(date(2026, 12, 1)) == "2026年12月1日（周二）"
    assert long_day(date(2026, 11, 30)) == "2026年11月30日（周一）"
    assert long_day(date(2026, 12, 6)) == "2026年12月6日（周日）"


def test_a_day_on_a_licence_has_none() -> None:
    assert plain_day(date(2027, 1, 9)) == "2027年1月9日"


def test_while_no_calendar_is_published_the_limit_stands_for_the_day() -> None:
    assert day_or_limit(None, 30) == "满30个工作日的那天（放假安排公布后确定）"
    assert day_or_limit(date(2026, 12, 1), 30) == "2026年12月1日（周二）"
