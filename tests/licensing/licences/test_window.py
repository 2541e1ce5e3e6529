# SPDX-License-Identifier: Apache-2.0
"""The window of a renewal and the term of a licence, day by day at their edges."""

from __future__ import annotations

from datetime import date

import pytest

from licensing.licences.window import RenewalWindow, Timeliness, validity_limit
from portal.kernel.deadlines.words import Unit

WINDOW = RenewalWindow(date(2026, 8, 3), date(2026, 10, 8), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("day", "timeliness", "is_open"),
    [
        (date(2026, 8, 2), Timeliness.TOO_EARLY, False),
        (date(2026, 8, 3), Timeliness.IN_TIME, True),
        (date(2026, 10, 8), Timeliness.IN_TIME, True),
        (date(2026, 10, 9), Timeliness.LATE, True),
        (date(2026, 11, 1), Timeliness.LATE, True),
        (date(2026, 11, 2), Timeliness.OVER, False),
    ],
)
def test_the_first_and_the_last_day_are_within(
    day: date, timeliness: Timeliness, *, is_open: bool
) -> None:
    assert WINDOW.asked_on(day) is timeliness
    assert WINDOW.is_open(day) is is_open


@pytest.mark.parametrize(
    ("first", "last", "limit"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), (1, Unit.YEARS)),
        (date(2026, 3, 2), date(2027, 3, 2), (366, Unit.CALENDAR)),
        (date(2026, 3, 2), date(2026, 3, 2), (1, Unit.CALENDAR)),
    ],
)
def test_a_licence_lasts_whole_years_or_so_many_days(
    first: date, last: date, limit: tuple[int, Unit]
) -> None:
    assert validity_limit(first, last)[:2] == limit
