# SPDX-License-Identifier: Apache-2.0
"""Whose case a period belongs to, and who has the case in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.models.case import Case
from licensing.models.review import ReviewStep
from licensing.notices import holders_of
from licensing.states.step import StepState
from portal.kernel.accounts.models import Role
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User

#: How a case is reached from the subject of what hangs on it.
_FROM = {
    "licensing.deferral": "deferrals__subject",
    "licensing.step": "steps__subject",
    "licensing.part": "parts__subject",
    "licensing.hearing": "hearings__subject",
    "licensing.procedure": "procedures__subject",
}
_IN_HAND = (StepState.OPEN, StepState.CLAIMED)


def case_of(subject_id: int) -> Case:
    """Return the case to which a subject belongs: its own, or that of a step, part, hearing…"""
    kind = Subject.objects.values_list("kind", flat=True).get(pk=subject_id)
    rows = Case.objects.select_related("version", "applicant", "subject", "organ")
    return rows.get(**{_FROM.get(kind, "subject"): subject_id})


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
