# SPDX-License-Identifier: Apache-2.0
"""Reading cases: who sees which, and how they are found again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.db.models import F, FilteredRelation, Q

from licensing.cases.guards import MATTER, NUMBER
from licensing.cases.models import Case
from licensing.cases.states import AT_INTAKE
from portal.kernel import clock
from portal.kernel.accounts.actions import phone_digest
from portal.kernel.accounts.id_kinds import id_keys
from portal.kernel.accounts.models import Party, User
from portal.kernel.accounts.queries import acting_as, acting_for, principals_at_all, roles_of
from portal.kernel.accounts.rules import normal_number
from portal.kernel.accounts.words import OVERSIGHT_ROLES, REVIEW_ROLES, Role
from portal.kernel.crypto import digest
from portal.kernel.deadlines.holidays.calendars import current
from portal.kernel.deadlines.terms.models import Term
from portal.kernel.deadlines.terms.rows import standing_of
from portal.kernel.deadlines.words import TermStanding, TermState
from portal.kernel.http.codes import number_in
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from portal.kernel.deadlines.engine.calendar import Calendar


_HEADLINE = ("promised", "statutory", "intake", "supplement_check", "supplement", "delivery")


def with_headings(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Join what every list and page of cases shows."""
    return cases.select_related(
        "subject", "version__offering__item", "organ", "centre", "window", "applicant", "agent"
    )


def has_applications(items: Collection[int]) -> bool:
    """Tell whether somebody has applied for one of these items (by key), drafts included."""
    return Case.objects.filter(version__offering__item__in=items).exists()


def own(user: User) -> QuerySet[Case]:
    """Return the cases of the parties for whom a citizen may act today in the case's matter."""
    within = acting_for("applicant", matter=MATTER, **acting_as(user, clock.today()))
    reach = Case.objects.filter(within, applicant__in=principals_at_all(user).values("pk"))
    return with_headings(reach)


def at_desk(user: User) -> QuerySet[Case]:
    """Return the cases of the clerk's centre; drafts belong to the applicant alone."""
    staff = user.staff_member
    if staff is None or staff.centre_id is None or Role.CLERK not in roles_of(user):
        return Case.objects.none()
    return with_headings(Case.objects.filter(centre_id=staff.centre_id).exclude(number=None))


def of_organ(organ_id: int) -> Q:
    """Match the cases that an organ decides, and the joint ones in which it has a part."""
    in_part = Case.objects.filter(parts__organ_id=organ_id)
    return Q(organ_id=organ_id) | Q(pk__in=in_part.values("pk"))


def under_review(user: User) -> QuerySet[Case]:
    """Return the accepted cases of the reviewer's organ, also those in which it has a part."""
    staff = user.staff_member
    if staff is None or staff.organ_id is None or not roles_of(user) & set(REVIEW_ROLES):
        return Case.objects.none()
    return with_headings(Case.objects.filter(of_organ(staff.organ_id)).exclude(accepted_on=None))


def decided_by(user: User) -> QuerySet[Case]:
    """Return the accepted cases that the reviewer's own organ decides."""
    staff = user.staff_member
    own = Q(pk__in=()) if staff is None else Q(organ=staff.organ)
    return under_review(user).filter(own)


def colleagues(case: Case) -> list[User]:
    """Return the active staff of the deciding organ: who may inspect or host a hearing."""
    people = User.objects.filter(staff__organ_id=case.organ_id, is_active=True)
    return list(people.select_related("staff").order_by("staff__name", "pk"))


def overseen(user: User) -> QuerySet[Case]:
    """Return every received case, for those who watch deadlines."""
    if not roles_of(user) & set(OVERSIGHT_ROLES):
        return Case.objects.none()
    return with_headings(Case.objects.exclude(number=None))


def at_organ(organ: int) -> QuerySet[Case]:
    """Return the accepted cases that an organ decides or has a part in."""
    wanted = of_organ(organ) & Q(accepted_on__isnull=False)
    return with_headings(Case.objects.filter(wanted).exclude(number=None))


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
        reach |= of_organ(staff.organ_id) & Q(accepted_on__isnull=False)
    return with_headings(Case.objects.filter(reach).exclude(number=None))


def found(cases: QuerySet[Case], words: str, on: date) -> QuerySet[Case]:
    """Narrow cases by a number, ID number, phone tail, 信用代码 or today's ticket code."""
    text = normal_number(words)
    if not text:
        return cases
    numbers = [digest(key) for key in id_keys(text)]
    known = Q(id_digest__in=numbers) | Q(asserted_digest__in=numbers) | Q(uscc=text)
    if phone := phone_digest(words):  # of words that are no phone there is none, as of many parties
        known |= Q(phone_digest=phone)
    people = Party.objects.filter(known)
    wanted = Q(number=number_in(words, NUMBER)) | Q(applicant__in=people) | Q(agent__in=people)
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
    return at_desk(user).filter(state__in=AT_INTAKE).order_by("received_on", "pk")


def headline_terms(cases: list[Case], calendar: Calendar | None = None) -> dict[int, Term]:
    """Return for each case the running period that people wait for, in one query.

    The worst light wins: of a promise in time and a statutory limit that is past, the latter.
    Each carries its ``standing`` today.
    """
    today, days = clock.today(), calendar or current()
    rows = Term.objects.filter(
        subject_id__in=[case.subject_id for case in cases],
        state=TermState.RUNNING,
        kind__in=_HEADLINE,
    )
    best: dict[int, Term] = {}
    for term in rows:
        term.standing = str(standing_of(term, today, days))
        known = best.get(term.subject_id)
        if known is None or _rank(term) < _rank(known):
            best[term.subject_id] = term
    return best


#: Worst first.
_LIGHTS = (TermStanding.OVERDUE, TermStanding.DUE_SOON, TermStanding.PAUSED, TermStanding.RUNNING)


def _rank(term: Term) -> tuple[int, int]:
    """Rank by light, then by what people wait for; of two limits past, the law's is worse."""
    light = _LIGHTS.index(TermStanding(term.standing))
    is_broken_law = light == 0 and term.kind == "statutory"
    return (light, -1 if is_broken_law else _HEADLINE.index(term.kind))


def by_due_date(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Order cases by what runs out first; cases without a running promise come last."""
    running = Q(subject__terms__state=TermState.RUNNING, subject__terms__kind="promised")
    return cases.annotate(
        promise=FilteredRelation("subject__terms", condition=running),
        promised_due=F("promise__due_on"),
    ).order_by(F("promised_due").asc(nulls_last=True), "pk")


# -- The case of a period ----------------------------------------------------------------------


#: How a case is reached from the subject of what hangs on it.
_FROM = {
    "licensing.deferral": "deferrals__subject",
    "licensing.step": "steps__subject",
    "licensing.part": "parts__subject",
    "licensing.hearing": "hearings__subject",
    "licensing.procedure": "procedures__subject",
}


def case_of(subject_id: int) -> Case:
    """Return the case to which a subject belongs: its own, or that of a step, part, hearing…"""
    kind = Subject.objects.values_list("kind", flat=True).get(pk=subject_id)
    rows = Case.objects.select_related("version", "applicant", "subject", "organ")
    return rows.get(**{_FROM.get(kind, "subject"): subject_id})
