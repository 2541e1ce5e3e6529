# SPDX-License-Identifier: Apache-2.0
"""The acts on a case, and for each the reasons for which it must or may be refused.

The reasons are worked out here from plain rows and from the law as written, not by the guards
under trial.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from licensing.cases.models import Case, CaseMaterial
from licensing.deferrals.models import Deferral
from licensing.procedures.models import Hearing, Procedure
from licensing.review.models import ReviewStep
from portal.kernel import clock
from portal.kernel.deadlines.terms.models import Pause, Term

if TYPE_CHECKING:
    from datetime import date

    from portal.kernel.accounts.models import User
    from tests.city import City

INTAKE = ("submitted", "supplemented")
REVIEW = ("accepted", "in_review", "concluded_held")
OPEN = (*INTAKE, "correction_requested", *REVIEW)


@dataclass
class Expected:
    """Why an act must be refused, and why it may be; neither means that it must succeed."""

    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)

    def must_if(self, holds: bool, code: str) -> None:
        if holds:
            self.must.add(code)


class Facts:
    """The case as the rows say it stands now; each fact is read when it is asked for."""

    def __init__(self, city: City, case: Case) -> None:
        self.city, self.today = city, clock.today()
        self.case = Case.objects.select_related("subject").get(pk=case.pk)
        if self.case.version_id == city.food.pk:
            self.case.version = city.food
        self.state = self.case.state

    @cached_property
    def lines(self) -> list[CaseMaterial]:
        return list(self.case.materials.filter(is_applicable=True).select_related("material"))

    @cached_property
    def named(self) -> set[int] | None:
        """What the one notice named, None before there is one."""
        first = self.case.corrections.order_by("sequence").first()
        if first is None:
            return None
        return set(first.lines.values_list("case_material_id", flat=True))

    @cached_property
    def steps(self) -> list[ReviewStep]:
        return list(ReviewStep.objects.filter(case=self.case).order_by("position", "pk"))

    @cached_property
    def deferral(self) -> Deferral | None:
        return Deferral.objects.filter(case=self.case).order_by("-pk").first()

    @cached_property
    def procedure(self) -> Procedure | None:
        return Procedure.objects.filter(case=self.case, state="open").first()

    @cached_property
    def hearing(self) -> Hearing | None:
        return Hearing.objects.filter(case=self.case).order_by("-pk").first()

    @cached_property
    def paused(self) -> bool:
        return Pause.objects.filter(subject=self.case.subject, last_day=None).exists()

    @cached_property
    def terms(self) -> dict[str, Term]:
        return {row.kind: row for row in Term.objects.filter(subject=self.case.subject)}

    def is_clerk(self, user: User) -> bool:
        return user in (self.city.wang, self.city.zhao)

    def is_reviewer(self, user: User) -> bool:
        return user in (self.city.li, self.city.zhou, self.city.chen)

    def step_for(self, role: str) -> ReviewStep | None:
        """Return the step of a role; of any other word, the one whose turn it is."""
        at_turn = (step for step in self.steps if step.state in ("open", "claimed"))
        of_role = (step for step in self.steps if step.role == role)
        return next(of_role, None) or next(at_turn, None)

    def is_last(self, step: ReviewStep) -> bool:
        others = [one for one in self.steps if one.pk != step.pk]
        return all(one.state in ("passed", "cancelled") for one in others)

    def is_owed(self) -> bool:
        return self.deferral is not None and self.deferral.state in (
            "open",
            "supplied",
            "rejected",
        )

    def hearing_blocks(self) -> bool:
        return self.hearing is not None and self.hearing.state in ("told", "requested", "scheduled")


def by_clerk(facts: Facts, user: User) -> Expected:
    found = Expected()
    found.must_if(not facts.is_clerk(user), "not_your_centre")
    return found


def by_organ(facts: Facts, user: User, role: User) -> Expected:
    found = Expected()
    found.must_if(user != role, "not_your_organ")
    return found


def by_reviewer(facts: Facts, user: User) -> Expected:
    found = Expected()
    found.must_if(not facts.is_reviewer(user), "not_your_organ")
    return found


def by_applicant(facts: Facts, user: User) -> Expected:
    found = Expected()
    found.must_if(user != facts.city.alice, "not_applicant")
    return found


def state_in(found: Expected, facts: Facts, states: tuple[str, ...], code: str = "") -> Expected:
    found.must_if(facts.state not in states, code or "wrong_state")
    return found


def past_due(facts: Facts, kind: str) -> bool:
    """Tell whether a running period is over today."""
    term = facts.terms.get(kind)
    return term is not None and term.due_on is not None and facts.today > term.due_on


def day_of(term: Term | None) -> date | None:
    return term.due_on if term else None
