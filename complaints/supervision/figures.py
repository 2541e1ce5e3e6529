# SPDX-License-Identifier: Apache-2.0
"""The figures of the supervisors' board: seven statements, however many cases there are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Case as When_
from django.db.models import F, IntegerField, Max, Min, Value, When

from licensing.cases.models import Case
from licensing.cases.queries import by_due_date, headline_terms, with_headings
from licensing.cases.states import OPEN_STATES
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.words import TermStanding

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.deadlines.engine.calendar import Calendar

LIMITS = ("promised", "statutory")
#: Worst first; the number is the rank in SQL.
RANKS = {
    TermStanding.OVERDUE: 3,
    TermStanding.DUE_SOON: 2,
    TermStanding.PAUSED: 1,
    TermStanding.RUNNING: 0,
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
        """Return how many cases are open."""
        return sum(self.counts.values())

    @property
    def overdue(self) -> int:
        """Return how many are past their due date."""
        return self.counts[TermStanding.OVERDUE]

    @property
    def due_soon(self) -> int:
        """Return how many are due soon."""
        return self.counts[TermStanding.DUE_SOON]

    @property
    def running(self) -> int:
        """Return how many run with time left, or are paused."""
        return self.counts[TermStanding.RUNNING] + self.counts[TermStanding.PAUSED]

    @property
    def rate(self) -> float | None:
        """Percent: closed on time / (closed + open overdue); None while nothing counts."""
        whole = self.closed + self.overdue
        return round(100 * self.on_time / whole, 1) if whole else None


def ranked_terms(today: date, calendar: Calendar | None = None) -> QuerySet[Term]:
    """Return the running limits of cases with their rank, 3 being overdue."""
    whens = [When(standing=standing, then=Value(rank)) for standing, rank in RANKS.items()]
    return (
        Term.objects.running()
        .filter(kind__in=LIMITS, subject__kind="licensing.case")
        .with_standing(today, calendar or current())
        .annotate(rank=When_(*whens, default=Value(0), output_field=IntegerField()))
    )


def _lights(
    today: date, calendar: Calendar | None
) -> list[tuple[int, str, int | None, str, int, int]]:
    """Return (organ, its name, window, its name, rank, cases): the worst light of each open case."""
    inner = (
        ranked_terms(today, calendar)
        .annotate(organ=F("subject__case__organ_id"), desk=F("subject__case__window_id"))
        .values("subject_id", "organ", "desk")
        .annotate(worst=Max("rank"))
        .order_by()
    )
    sql, params = inner.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organ, o.name, desk, c.name || w.number || '号' || w.name, worst, count(*)"  # noqa: S608
            f" FROM ({sql}) one JOIN kernel_organ o ON o.id = organ"  # own query
            " LEFT JOIN kernel_window w ON w.id = desk LEFT JOIN kernel_centre c ON c.id = w.centre_id"
            " GROUP BY 1, 2, 3, 4, 5",
            params,
        )
        found: list[tuple[int, str, int | None, str, int, int]] = cursor.fetchall()
    return found


_ENDED = """
SELECT organ, name, day, count(*), count(*) FILTER (WHERE state = 'met')
  FROM (SELECT c.organ_id AS organ, o.name, t.state,
               CASE WHEN t.ended_on > %s THEN t.ended_on END AS day
          FROM kernel_term t JOIN licensing_case c ON c.subject_id = t.subject_id
          JOIN kernel_organ o ON o.id = c.organ_id
         WHERE t.kind = 'promised' AND t.state IN ('met', 'met_late')) one
 GROUP BY GROUPING SETS ((organ, name), (day)) ORDER BY day
"""


@dataclass(frozen=True)
class Ended:
    """Cases that were decided: by organ since ever, and by day as the trend shows it."""

    organs: list[tuple[int, str, int, int]]
    trend: list[dict[str, Any]]


def ended(today: date) -> Ended:
    """Return (organ, name, closed, on time) and, for each of the last 30 days that saw a
    decision, the share in time in percent."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, [today - timedelta(days=TREND_DAYS)])
        rows = cursor.fetchall()
    return Ended(
        [(organ, name, count, good) for organ, name, _day, count, good in rows if organ],
        [
            {"day": str(day), "rate": round(100 * good / count, 1), "closed": count}
            for _organ, _name, day, count, good in rows
            if day is not None
        ],
    )


def loads(
    today: date, closed: Ended, calendar: Calendar | None = None
) -> tuple[list[Load], list[Load]]:
    """Return the load by organ and by window, the most overdue first."""
    standing_of = {rank: standing for standing, rank in RANKS.items()}
    organs: dict[int, Load] = {}
    windows: dict[int, Load] = {}
    for organ, name, window, label, rank, count in _lights(today, calendar):
        organs.setdefault(organ, Load(name, organ)).counts[standing_of[rank]] += count
        if window is not None:
            windows.setdefault(window, Load(label, window)).counts[standing_of[rank]] += count
    for organ, name, count, good in closed.organs:
        row = organs.setdefault(organ, Load(name, organ))
        row.closed, row.on_time = count, good

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


_TODAY = """
SELECT * FROM
  (SELECT count(*) FILTER (WHERE received_on = %(today)s) AS received,
          count(*) FILTER (WHERE decided_on = %(today)s) AS decided,
          count(*) FILTER (WHERE state IN ('submitted', 'supplemented')) AS at_intake
     FROM licensing_case) cases,
  (SELECT count(DISTINCT t.subject_id) AS due
     FROM kernel_term t JOIN licensing_case c ON c.subject_id = t.subject_id
    WHERE t.state = 'running' AND t.due_on = %(today)s AND t.kind = ANY(%(limits)s)) terms,
  (SELECT count(*) AS paused_open, count(*) FILTER (WHERE planned_end < %(today)s) AS paused_late
     FROM kernel_pause WHERE last_day IS NULL) pauses,
  (SELECT count(*) FILTER (WHERE d.state IN ('open', 'rejected')) AS open,
          count(*) FILTER (WHERE d.state = 'supplied') AS supplied,
          count(*) FILTER (WHERE d.state = 'lapsed') AS lapsed,
          count(*) FILTER (WHERE d.state IN ('open', 'rejected') AND t.due_on = %(today)s)
            AS due_today
     FROM licensing_deferral d LEFT JOIN kernel_term t
       ON t.subject_id = d.subject_id AND t.kind = 'deferral' AND t.state = 'running') deferrals,
  (SELECT count(*) AS declined FROM licensing_deferraldecline) declines,
  (SELECT count(*) AS materials,
          count(*) FILTER (WHERE m.origin IN ('licence', 'registration') AND m.grade = 'A')
            AS spared
     FROM licensing_casematerial m JOIN licensing_case c ON c.id = m.case_id
    WHERE m.is_applicable AND c.received_on > %(month)s) materials,
  (SELECT count(*) FILTER (WHERE colour = 'yellow') AS yellow_cards,
          count(*) FILTER (WHERE colour = 'red') AS red_cards,
          count(*) FILTER (WHERE state = 'appealed') AS appealed_cards
     FROM complaints_card WHERE state IN ('raised', 'appealed', 'upheld')) cards
"""


def today_figures(today: date) -> dict[str, int]:
    """Return what came in, was decided and falls due today, pauses, deferrals, and how many of
    the materials of the last 30 days the applicants did not have to hand in."""
    with connection.cursor() as cursor:
        month = today - timedelta(days=TREND_DAYS)
        cursor.execute(_TODAY, {"today": today, "month": month, "limits": list(LIMITS)})
        names = [column.name for column in cursor.description]
        found: dict[str, int] = dict(zip(names, cursor.fetchone(), strict=True))
    asked = found["materials"]
    return {**found, "spared_rate": round(100 * found["spared"] / asked) if asked else 0}


def cases_by(today: date, *, organ: int | None, window: int | None, light: str) -> QuerySet[Case]:
    """Return open cases narrowed by organ, window and worst light, what is due first on top."""
    rows = with_headings(Case.objects.filter(state__in=OPEN_STATES))
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
            .filter(worst=RANKS[TermStanding(light)])
        )
        rows = rows.filter(subject_id__in=worst.values("subject_id"))
    return by_due_date(rows)


def oldest(count: int = 10, calendar: Calendar | None = None) -> list[tuple[Case, Term | None]]:
    """Return the open cases whose earliest running limit is the oldest (3 queries)."""
    due = (
        Term.objects.running()
        .filter(kind__in=LIMITS, subject__kind="licensing.case", due_on__isnull=False)
        .values("subject_id")
        .annotate(first=Min("due_on"))
        .order_by("first")[:count]
    )
    firsts = {row["subject_id"]: row["first"] for row in due}
    cases = list(with_headings(Case.objects.filter(subject_id__in=firsts)))
    terms = headline_terms(cases, calendar)
    cases.sort(key=lambda case: firsts[case.subject_id])
    return [(case, terms.get(case.subject_id)) for case in cases]
