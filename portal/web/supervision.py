# SPDX-License-Identifier: Apache-2.0
"""The figures of the supervisors' board, each one statement of the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Case as When_
from django.db.models import Count, F, IntegerField, Max, Min, Q, Value, When

from licensing import queries
from licensing.models import Case, Deferral, DeferralDecline
from licensing.states import OPEN_STATES
from portal.kernel.deadlines.models import Pause, Term
from portal.kernel.deadlines.stored import current
from portal.kernel.deadlines.words import Standing, TermState
from portal.kernel.places.models import Organ, Window

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

LIMITS = ("promised", "statutory")
#: Worst first; the number is the rank in SQL.
RANKS = {
    Standing.OVERDUE: 3,
    Standing.DUE_SOON: 2,
    Standing.PAUSED: 1,
    Standing.RUNNING: 0,
}
TREND_DAYS = 30


@dataclass
class Load:
    """Open cases of one organ or window by light, with its on-time rate."""

    name: str
    key: int
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    on_time: int = 0
    closed: int = 0

    @property
    def open(self) -> int:
        return sum(self.counts.values())

    @property
    def overdue(self) -> int:
        return self.counts[Standing.OVERDUE]

    @property
    def due_soon(self) -> int:
        return self.counts[Standing.DUE_SOON]

    @property
    def running(self) -> int:
        return self.counts[Standing.RUNNING] + self.counts[Standing.PAUSED]

    @property
    def rate(self) -> float | None:
        """Percent: closed on time / (closed + open overdue); None while nothing counts."""
        whole = self.closed + self.overdue
        return round(100 * self.on_time / whole, 1) if whole else None


def ranked_terms(today: date) -> QuerySet[Term]:
    """Return the running limits of cases with their rank, 3 being overdue."""
    whens = [When(standing=standing, then=Value(rank)) for standing, rank in RANKS.items()]
    return (
        Term.objects.running()
        .filter(kind__in=LIMITS, subject__kind="licensing.case")
        .with_standing(today, current())
        .annotate(rank=When_(*whens, default=Value(0), output_field=IntegerField()))
    )


def _lights(today: date) -> list[tuple[int, int | None, int, int]]:
    """Return (organ, window, rank, cases): the worst light of each open case, counted."""
    inner = (
        ranked_terms(today)
        .annotate(organ=F("subject__case__organ_id"), desk=F("subject__case__window_id"))
        .values("subject_id", "organ", "desk")
        .annotate(worst=Max("rank"))
        .order_by()
    )
    sql, params = inner.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organ, desk, worst, count(*) FROM ({sql}) one"  # noqa: S608 - own query
            " GROUP BY organ, desk, worst",
            params,
        )
        return [(row[0], row[1], row[2], row[3]) for row in cursor.fetchall()]


def _closed() -> Sequence[Mapping[str, Any]]:
    return list(
        Term.objects.filter(
            kind="promised",
            subject__kind="licensing.case",
            state__in=(TermState.MET, TermState.MET_LATE),
        )
        .order_by()
        .values("subject__case__organ_id")
        .annotate(closed=Count("pk"), on_time=Count("pk", filter=Q(state=TermState.MET)))
    )


def loads(today: date) -> tuple[list[Load], list[Load]]:
    """Return the load by organ and by window, the most overdue first (4 queries)."""
    standing_of = {rank: standing for standing, rank in RANKS.items()}
    organs: dict[int, Load] = {}
    windows: dict[int, Load] = {}
    names = dict(Organ.objects.values_list("pk", "name"))
    desks = {window.pk: str(window) for window in Window.objects.all()}
    for organ, window, rank, count in _lights(today):
        row = organs.setdefault(organ, Load(names.get(organ, ""), organ))
        row.counts[standing_of[rank]] += count
        if window is not None:
            desk = windows.setdefault(window, Load(desks.get(window, ""), window))
            desk.counts[standing_of[rank]] += count
    for closed in _closed():
        key = closed["subject__case__organ_id"]
        row = organs.setdefault(key, Load(names.get(key, ""), key))
        row.closed, row.on_time = closed["closed"], closed["on_time"]

    def by_trouble(row: Load) -> tuple[int, int, int]:
        return (-row.overdue, -row.due_soon, -row.open)

    return sorted(organs.values(), key=by_trouble), sorted(windows.values(), key=by_trouble)


def totals(rows: list[Load]) -> Load:
    """Return the sum of the loads of all organs."""
    whole = Load("", 0)
    for row in rows:
        for standing, count in row.counts.items():
            whole.counts[standing] += count
        whole.closed += row.closed
        whole.on_time += row.on_time
    return whole


def today_figures(today: date) -> dict[str, int]:
    """Return what came in, what was decided and what falls due today (3 queries)."""
    cases = Case.objects.aggregate(
        received=Count("pk", filter=Q(received_on=today)),
        decided=Count("pk", filter=Q(decided_on=today)),
        at_intake=Count("pk", filter=Q(state__in=("submitted", "supplemented"))),
    )
    due = (
        Term.objects.running()
        .filter(kind__in=LIMITS, due_on=today, subject__kind="licensing.case")
        .aggregate(due=Count("subject_id", distinct=True))
    )
    pauses = Pause.objects.filter(last_day__isnull=True).aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(planned_end__lt=today))
    )
    return {
        **cases,
        **due,
        "paused_open": pauses["open"],
        "paused_late": pauses["late"],
    }


def deferral_figures(today: date) -> dict[str, int]:
    """Return open deferrals, those due today, those supplied and not checked, declines (3)."""
    waiting = Deferral.objects.filter(state__in=("open", "rejected"))
    counts = Deferral.objects.aggregate(
        open=Count("pk", filter=Q(state__in=("open", "rejected"))),
        supplied=Count("pk", filter=Q(state="supplied")),
        lapsed=Count("pk", filter=Q(state="lapsed")),
    )
    due = Term.objects.running().filter(
        kind="deferral", due_on=today, subject_id__in=waiting.values("subject_id")
    )
    return {
        **counts,
        "due_today": due.count(),
        "declined": DeferralDecline.objects.count(),
    }


def trend(today: date) -> list[dict[str, Any]]:
    """Return for each of the last 30 days that saw a decision: day, share in time in percent."""
    rows = (
        Term.objects.filter(
            kind="promised",
            subject__kind="licensing.case",
            state__in=(TermState.MET, TermState.MET_LATE),
            ended_on__gt=today - timedelta(days=TREND_DAYS),
        )
        .order_by("ended_on")
        .values("ended_on")
        .annotate(closed=Count("pk"), on_time=Count("pk", filter=Q(state=TermState.MET)))
    )
    return [
        {
            "day": str(row["ended_on"]),
            "rate": round(100 * row["on_time"] / row["closed"], 1),
            "closed": row["closed"],
        }
        for row in rows
    ]


def cases_by(today: date, *, organ: int | None, window: int | None, light: str) -> QuerySet[Case]:
    """Return open cases narrowed by organ, window and worst light, what is due first on top."""
    rows = queries.with_headings(Case.objects.filter(state__in=OPEN_STATES))
    if organ is not None:
        rows = rows.filter(organ_id=organ)
    if window is not None:
        rows = rows.filter(window_id=window)
    if light in {str(standing) for standing in RANKS}:
        worst = (
            ranked_terms(today)
            .order_by()
            .values("subject_id")
            .annotate(worst=Max("rank"))
            .filter(worst=RANKS[Standing(light)])
        )
        rows = rows.filter(subject_id__in=worst.values("subject_id"))
    return queries.by_due_date(rows)


def oldest(count: int = 10) -> list[tuple[Case, Term | None]]:
    """Return the open cases whose earliest running limit is the oldest (2 queries)."""
    due = (
        Term.objects.running()
        .filter(kind__in=LIMITS, subject__kind="licensing.case", due_on__isnull=False)
        .values("subject_id")
        .annotate(first=Min("due_on"))
        .order_by("first")[:count]
    )
    firsts = {row["subject_id"]: row["first"] for row in due}
    cases = list(queries.with_headings(Case.objects.filter(subject_id__in=firsts)))
    terms = queries.headline_terms(cases)
    cases.sort(key=lambda case: firsts[case.subject_id])
    return [(case, terms.get(case.subject_id)) for case in cases]
