# SPDX-License-Identifier: Apache-2.0
"""The figures of the board, counted again one by one."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from complaints.supervision import figures
from licensing.cases.models import Case
from licensing.generating.generate import generate_cases
from portal.kernel import clock
from portal.kernel.deadlines.engine import calendar
from portal.kernel.deadlines.terms import rows
from portal.kernel.deadlines.terms.models import Term
from tests import city as cities
from tests.conftest import SetClock

WORST_FIRST = ("overdue", "due_soon", "paused", "running")


def _worst_lights() -> Counter[tuple[int, str]]:
    """Return the worst light of each open case by organ, as the engine tells it."""
    today, known = clock.today(), calendar.current()
    lights: dict[Case, list[str]] = {}
    limits = Term.objects.running().filter(kind__in=("promised", "statutory"))
    for term in limits.select_related("subject__case"):
        standing = rows.standing_of(term, today, known)
        lights.setdefault(term.subject.case, []).append(standing)
    return Counter(
        (case.organ_id, min(found, key=WORST_FIRST.index)) for case, found in lights.items()
    )


def test_lights_and_rates_are_those_of_the_single_cases(city: cities.City) -> None:
    generate_cases(open_count=150, closed_count=150, seed=11, at=clock.now())
    today = clock.today()
    organs, windows = figures.loads(today, figures.ended(today))
    counted = Counter(
        {(row.key, light): many for row in organs for light, many in row.counts.items() if many}
    )
    assert counted == _worst_lights()
    assert sum(row.open for row in windows) == sum(row.open for row in organs)
    for row in organs:
        done = Term.objects.filter(kind="promised", subject__case__organ=row.key)
        assert row.closed == done.filter(state__in=("met", "met_late")).count()
        assert row.on_time == done.filter(state="met").count()
        assert row.rate == round(100 * row.on_time / (row.closed + row.overdue), 1)


def test_the_trend_has_the_last_thirty_days_that_saw_a_decision(city: cities.City) -> None:
    generate_cases(open_count=20, closed_count=200, seed=12, at=clock.now())
    today = clock.today()
    decided = Counter(
        str(day)
        for day in Case.objects.filter(decided_on__gt=today - timedelta(days=30)).values_list(
            "decided_on", flat=True
        )
    )
    trend = figures.ended(today).trend
    assert {point["day"]: point["closed"] for point in trend} == decided
    assert [point["day"] for point in trend] == sorted(decided)


def test_today_counts_what_came_in_and_what_is_owed(city: cities.City, clock_at: SetClock) -> None:
    clock_at("2026-12-31 23:59")
    assert set(figures.today_figures(clock.today()).values()) == {0}
    deferred = cities.accepted(city, lacking="secondary")
    cities.submitted(city, key="waits")
    found = figures.today_figures(clock.today())
    assert found["received"] == 2
    assert found["at_intake"] == 1
    assert found["open"] == deferred.deferrals.count() == 1
    assert found["decided"] == found["supplied"] == found["lapsed"] == found["declined"] == 0
