# SPDX-License-Identifier: Apache-2.0
"""Reading cases: who sees which, and how they are found again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from licensing.models import Case, Licence, ReviewStep
from licensing.states import OPEN_STATES, StepState
from portal.kernel import clock
from portal.kernel.access import OVERSIGHT_ROLES, REVIEW_ROLES, Role, roles_of
from portal.kernel.accounts.models import Party
from portal.kernel.accounts.queries import principals_of
from portal.kernel.accounts.rules import normal_number
from portal.kernel.crypto import digest
from portal.kernel.deadlines.models import Term
from portal.kernel.deadlines.words import TermState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User

_HEADLINE = ("promised", "statutory", "intake", "supplement_check", "supplement", "delivery")


def with_headings(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Join what every list and page of cases shows."""
    return cases.select_related(
        "subject", "version__offering__item", "organ", "centre", "window", "applicant", "agent"
    )


def own(user: User) -> QuerySet[Case]:
    """Return the cases of the parties for whom a citizen may act today."""
    return with_headings(Case.objects.filter(applicant__in=principals_of(user).values("pk")))


def at_desk(user: User) -> QuerySet[Case]:
    """Return the cases of the clerk's centre; drafts belong to the applicant alone."""
    staff = user.staff_member
    if staff is None or staff.centre_id is None or Role.CLERK not in roles_of(user):
        return Case.objects.none()
    return with_headings(Case.objects.filter(centre_id=staff.centre_id).exclude(number=None))


def under_review(user: User) -> QuerySet[Case]:
    """Return the accepted cases of the reviewer's organ."""
    staff = user.staff_member
    if staff is None or staff.organ_id is None or not roles_of(user) & set(REVIEW_ROLES):
        return Case.objects.none()
    return with_headings(Case.objects.filter(organ_id=staff.organ_id).exclude(accepted_on=None))


def overseen(user: User) -> QuerySet[Case]:
    """Return every received case, for those who watch deadlines."""
    if not roles_of(user) & set(OVERSIGHT_ROLES):
        return Case.objects.none()
    return with_headings(Case.objects.exclude(number=None))


def visible_to(user: User) -> QuerySet[Case]:
    """Return the cases that a user may open at all, on whichever side."""
    staff = user.staff_member
    if staff is None:
        return own(user)
    held = roles_of(user)
    if held & set(OVERSIGHT_ROLES):
        return overseen(user)
    reach = Q(pk__in=())
    if Role.CLERK in held and staff.centre_id is not None:
        reach |= Q(centre_id=staff.centre_id)
    if held & set(REVIEW_ROLES) and staff.organ_id is not None:
        reach |= Q(organ_id=staff.organ_id, accepted_on__isnull=False)
    return with_headings(Case.objects.filter(reach).exclude(number=None))


def found(cases: QuerySet[Case], words: str, on: date) -> QuerySet[Case]:
    """Narrow cases by a number, ID number, phone tail, 信用代码 or today's ticket code."""
    text = normal_number(words)
    if not text:
        return cases
    people = Party.objects.filter(
        Q(id_digest=digest(text)) | Q(uscc=text) | Q(phone_digest=digest(text))
    )
    wanted = Q(number=text) | Q(applicant__in=people) | Q(agent__in=people)
    if re.fullmatch(r"\d{4}", text):
        tails = Party.objects.filter(phone_tail_digest=digest(text))
        wanted |= Q(applicant__in=tails) | Q(agent__in=tails)
    if re.fullmatch(r"[A-Z]\d{1,4}", text):
        wanted |= Q(ticket=text, received_on=on)
    if re.fullmatch(r"\d{4}-\d{8}-?\d{0,6}", text):
        wanted |= Q(number__startswith=text)
    return cases.filter(wanted)


def to_take_in(user: User) -> QuerySet[Case]:
    """Return what waits at the clerk's desk, the oldest first."""
    return (
        at_desk(user).filter(state__in=("submitted", "supplemented")).order_by("received_on", "pk")
    )


def to_review(user: User) -> QuerySet[Case]:
    """Return the cases in which a step waits for the user's role or is in the user's hands."""
    steps = ReviewStep.objects.filter(case=OuterRef("pk")).filter(
        Q(state=StepState.OPEN, role__in=roles_of(user)) | Q(state=StepState.CLAIMED, handler=user)
    )
    held = Q(state="concluded_held") if Role.APPROVER in roles_of(user) else Q(pk__in=())
    return under_review(user).filter(Exists(steps) | held)


def headline_terms(cases: list[Case]) -> dict[int, Term]:
    """Return for each case the running period that people wait for, in one query."""
    today = clock.today()
    rows = Term.objects.filter(
        subject_id__in=[case.subject_id for case in cases],
        state=TermState.RUNNING,
        kind__in=_HEADLINE,
    )
    best: dict[int, Term] = {}
    for term in rows:
        known = best.get(term.subject_id)
        if known is None or _rank(term, today) < _rank(known, today):
            best[term.subject_id] = term
    return best


def _rank(term: Term, today: date) -> tuple[bool, int]:
    overdue = term.due_on is not None and term.due_on < today
    return (not overdue, _HEADLINE.index(term.kind))


def open_cases() -> QuerySet[Case]:
    """Return every case that is neither a draft nor ended."""
    return Case.objects.filter(state__in=OPEN_STATES)


def licences_of(user: User) -> QuerySet[Licence]:
    """Return the licences of the parties for whom a user may act."""
    return Licence.objects.filter(holder__in=principals_of(user).values("pk")).select_related(
        "holder", "organ", "document"
    )


def by_due_date(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Order cases by what runs out first; cases without a running promise come last."""
    running = Q(subject__terms__state=TermState.RUNNING, subject__terms__kind="promised")
    return cases.annotate(
        promise=FilteredRelation("subject__terms", condition=running),
        promised_due=F("promise__due_on"),
    ).order_by(F("promised_due").asc(nulls_last=True), "pk")
