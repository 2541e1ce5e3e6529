# SPDX-License-Identifier: Apache-2.0
"""Who has a case under review in hand, and which cases wait for a reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, Subquery

from licensing.cases.models import Case
from licensing.cases.queries import under_review
from licensing.cases.states import CaseState
from licensing.review.models import ReviewStep
from licensing.review.states import StepState
from portal.kernel.absences.queries import holders_of
from portal.kernel.accounts.grants import granted
from portal.kernel.accounts.models import StaffMember, User
from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import Role

if TYPE_CHECKING:
    from django.db.models import QuerySet


_IN_HAND = (StepState.OPEN, StepState.CLAIMED)


def holders(case: Case, *, organ_id: int | None = None) -> list[User]:
    """Return those who have the open steps in hand, of one organ or of all of them."""
    steps = ReviewStep.objects.filter(case=case, state__in=_IN_HAND)
    if organ_id is not None:
        steps = steps.filter(organ_id=organ_id)
    return [
        user
        for step in steps.select_related("handler__person", "handler__staff")
        for user in ([step.handler] if step.handler else holders_of(step.organ_id, step.role))
    ]


def heads(organ_id: int) -> list[User]:
    """Return those who answer for an organ: its approvers."""
    return list(holders_of(organ_id, Role.APPROVER))


def to_review(user: User) -> QuerySet[Case]:
    """Return the cases in which a step waits for the user's role or is in the user's hands,
    or in those of an absent colleague whose deputy the user is: ``stands_for`` names him."""
    stood_in = granted(user, "stand_in_for", StaffMember).values("user_id")
    organ_id = user.staff_member.organ_id if user.staff_member is not None else None
    steps = ReviewStep.objects.filter(case=OuterRef("pk")).filter(
        Q(state=StepState.OPEN, role__in=roles_of(user), organ_id=organ_id)
        | Q(state=StepState.CLAIMED, handler=user)
        | Q(state=StepState.CLAIMED, handler__in=stood_in)
    )
    held = Q(pk__in=())
    if Role.APPROVER in roles_of(user):
        held = Q(state=CaseState.CONCLUDED_HELD, organ_id=organ_id)
    away_step = ReviewStep.objects.filter(
        case=OuterRef("pk"), state=StepState.CLAIMED, handler__in=stood_in
    )
    return (
        under_review(user)
        .filter(Exists(steps) | held)
        .annotate(stands_for=Subquery(away_step.values("handler__staff__name")[:1]))
    )
