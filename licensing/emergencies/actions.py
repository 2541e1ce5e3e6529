# SPDX-License-Identifier: Apache-2.0
"""Putting matters off in an emergency (ZY 27(6)), for an area and its items, and undoing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from licensing.cases.states import OPEN_STATES
from licensing.emergencies import states
from licensing.emergencies.models import Emergency
from licensing.emergencies.states import EmergencyState
from portal.kernel import clock, wording
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role
from portal.kernel.acts import act
from portal.kernel.audit.actions import record
from portal.kernel.deadlines.actions.relief import relieve
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.errors import Invalid, Problem, Refused
from portal.kernel.states import Context
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from portal.kernel.accounts.models import User
    from portal.kernel.places.models import Division
    from services.items.models.item import ServiceItem

CITATION = "资阳市优化营商环境条例第二十七条第六项"
#: More would be another law, not a delay (city value).
MOST_DAYS = 90

_HIT = """
WITH matter AS (
  SELECT c.id, c.subject_id FROM licensing_case c
    JOIN kernel_organ o ON o.id = c.organ_id JOIN kernel_centre z ON z.id = c.centre_id
    JOIN services_offeringversion v ON v.id = c.version_id
    JOIN services_offering f ON f.id = v.offering_id
   WHERE (o.division_id LIKE ANY(%(areas)s) OR z.division_id LIKE ANY(%(areas)s))
     AND (%(items)s::bigint[] = '{}' OR f.item_id = ANY(%(items)s::bigint[]))
), open_case AS (
  SELECT m.id, m.subject_id FROM matter m JOIN licensing_case c USING (id)
   WHERE c.state = ANY(%(open)s)
), subject AS (
  SELECT subject_id FROM open_case
  UNION ALL SELECT d.subject_id FROM licensing_deferral d JOIN open_case m ON m.id = d.case_id
  UNION ALL SELECT s.subject_id FROM licensing_reviewstep s JOIN open_case m ON m.id = s.case_id
  UNION ALL SELECT l.subject_id FROM licensing_licence l JOIN matter m ON m.id = l.case_id
   WHERE l.valid_to BETWEEN %(first)s AND %(last)s
)
SELECT t.id FROM kernel_term t JOIN subject USING (subject_id)
 WHERE t.state = 'running' AND (t.due_on IS NULL OR t.due_on >= %(today)s)
"""

_PUT_OFF = f"""
INSERT INTO licensing_emergencyterm (emergency_id, term_id)
SELECT %(emergency)s, hit.id FROM ({_HIT}) hit
"""  # noqa: S608 - own text

_COUNT = f"""
SELECT count(*) FILTER (WHERE t.kind <> 'validity'), count(*) FILTER (WHERE t.kind = 'validity')
  FROM ({_HIT}) hit JOIN kernel_term t USING (id)
"""  # noqa: S608 - own text

_LICENCES = """
UPDATE licensing_licence l SET valid_to = t.due_on
  FROM kernel_term t JOIN licensing_emergencyterm e ON e.term_id = t.id
 WHERE e.emergency_id = %s AND t.subject_id = l.subject_id AND t.kind = 'validity'
   AND t.state = 'running' AND t.due_on IS NOT NULL AND t.due_on <> l.valid_to
"""


@dataclass(frozen=True)
class Scope:
    """What an emergency reaches. ``divisions`` reach down, no ``items`` means all of them."""

    divisions: Sequence[Division]
    items: Sequence[ServiceItem]
    first_day: date
    last_day: date

    def facts(self, at: datetime) -> dict[str, Any]:
        """Parameters of the statements that count and move what the scope reaches at a moment."""
        return {
            "areas": [f"{_root(division.code)}%" for division in self.divisions],
            "items": [item.pk for item in self.items],
            "first": self.first_day,
            "last": self.last_day,
            "open": list(OPEN_STATES),
            "today": clock.local_date(at),
        }


@dataclass(frozen=True)
class Reach:
    """How many open terms and how many expiring licences a scope meets."""

    terms: int
    licences: int


def _root(code: str) -> str:
    """Return the part of a division's code that everything inside it begins with (GB/T 2260)."""
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def reach_of(scope: Scope, *, at: datetime) -> Reach:
    """Count what a declaration would put off, for the preview."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, scope.facts(at))
        return Reach(*cursor.fetchone())


@act
def declare_emergency(
    *, name: str, basis: str, scope: Scope, extra_days: int, by: User, at: datetime
) -> Emergency:
    """Give every open term in the scope more days, and licences that expire within its days.

    Days are of each term's own unit. What is overdue already stays so. Everybody whose date
    moved is told. Raises Invalid naming each wrong field, Refused for anybody but a supervisor.
    """
    _require_supervisor(by)
    _check(name, basis, scope, extra_days)
    subject = Subject.objects.begin(states.EMERGENCY.name)
    emergency = Emergency.objects.create(
        subject=subject,
        name=name.strip(),
        basis=basis.strip(),
        first_day=scope.first_day,
        last_day=scope.last_day,
        extra_days=extra_days,
        declared_by=by,
        declared_at=at,
    )
    emergency.divisions.set(scope.divisions)
    emergency.items.set(scope.items)
    with connection.cursor() as cursor:
        cursor.execute(_PUT_OFF, {"emergency": emergency.pk, **scope.facts(at)})
    moved = _move(emergency, extra_days, f"emergency:{emergency.pk}", at)
    Emergency.objects.filter(pk=emergency.pk).update(moved=moved)
    emergency.moved = moved
    record(
        subject=subject,
        verb="licensing.emergency.declare",
        by=by,
        to_state=EmergencyState.DECLARED,
        facts={"days": extra_days, "moved": moved},
        citation=CITATION,
        effective_on=scope.first_day,
    )
    return emergency


def _move(emergency: Emergency, days: int, cause: str, at: datetime) -> int:
    moved = relieve(
        terms=Term.objects.running().filter(emergencies__emergency=emergency),
        days=days,
        cause=cause,
        source=CITATION,
        at=at,
    )
    with connection.cursor() as cursor:
        cursor.execute(_LICENCES, [emergency.pk])
    return moved


@act
def undo_emergency(*, emergency: Emergency, reason: str, by: User, at: datetime) -> Emergency:
    """Take the days back from the terms that still run; everybody whose date moved is told."""
    _require_supervisor(by)
    held = (
        Emergency.objects.select_for_update(of=("self",))
        .select_related("subject")
        .get(pk=emergency.pk)
    )
    states.EMERGENCY.require("undo", held.state)
    why = wording.reason(reason, "reason", message=_("请写明撤销的理由。"))
    moved = _move(held, -held.extra_days, f"emergency:{held.pk}", at)
    states.EMERGENCY.apply(
        held,
        "undo",
        by=by,
        at=at,
        context=Context(facts={"moved": moved}),
        undo_reason=why,
    )
    return held


def _require_supervisor(by: User) -> None:
    if Role.SUPERVISOR not in roles_of(by):
        raise Refused("not_supervisor", _("只有督查人员可以宣布或者撤销突发事件延期。"))


def _check(name: str, basis: str, scope: Scope, extra_days: int) -> None:
    problems = wording.length_problem(
        name, "name", least=2, most=100, message=_("请写明是什么突发事件。"), code="required"
    )
    problems += wording.length_problem(
        basis, "basis", most=200, message=_("请写明依据的公告或者文号。"), code="required"
    )
    if not scope.divisions:
        problems.append(Problem("divisions", "required", _("请选择受影响的区域。")))
    if scope.last_day < scope.first_day:
        problems.append(Problem("last_day", "days_in_order", _("末日不能早于首日。")))
    if not 1 <= extra_days <= MOST_DAYS:
        problems.append(
            Problem("extra_days", "days", _("延长1到%(most)s天。") % {"most": MOST_DAYS})
        )
    if problems:
        raise Invalid.many(problems)
