# SPDX-License-Identifier: Apache-2.0
"""Dates as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_WEEKDAYS = "一二三四五六日"


def long_day(day: date) -> str:
    """Return a date as it stands on papers and in letters: 2026年12月1日（周二）."""
    return f"{plain_day(day)}（周{_WEEKDAYS[day.weekday()]}）"


def plain_day(day: date) -> str:
    """Return a date as it stands on a licence: 2026年12月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def day_or_limit(due_on: date | None, limit: int) -> str:
    """Return the due date in words, or which day it will be while the calendar is not published.

    It stands behind 最迟: a bare limit there would say neither a day nor why there is none.
    """
    if due_on is not None:
        return long_day(due_on)
    return f"满{limit}个工作日的那天（放假安排公布后确定）"
