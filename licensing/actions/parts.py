# SPDX-License-Identifier: Apache-2.0
"""The parts of several organs in one case: each with its own limit beside the whole (联合办理)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from licensing.cases import clocks
from licensing.cases.terms import PART
from licensing.models.part import OrganPart
from licensing.states import part as states_part
from licensing.states.part import PartState
from licensing.states.step import StepState
from portal.kernel import clock
from portal.kernel.audit.actions import record
from portal.kernel.subjects import Subject

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from licensing.cases.models import Case
    from portal.kernel.accounts.models import User

#: Steps of an organ that still have to be done.
_TO_DO = (StepState.WAITING, StepState.OPEN, StepState.CLAIMED)


def lay_out(*, case: Case) -> None:
    """Plan the parts that the item's version names, inside the caller's transaction."""
    if not case.version.is_joint:
        return
    for template in case.version.joint_parts.all():
        part = OrganPart.objects.create(
            subject=Subject.objects.create(kind="licensing.part"),
            case=case,
            organ_id=template.organ_id,
            label=template.name,
            limit=template.days,
        )
        record(
            subject=part.subject,
            verb="licensing.part.plan",
            to_state=PartState.WAITING,
            facts={"case": case.pk, "organ": part.organ_id},
        )


def _parts(case: Case, state: PartState) -> QuerySet[OrganPart]:
    return (
        OrganPart.objects.filter(case=case, state=state)
        .select_for_update(of=("self",))
        .select_related("subject")
        .order_by("pk")
    )


def open_parts(*, case: Case, at: datetime) -> None:
    """Start the clock of every part whose organ has its turn now."""
    turn = case.steps.filter(state__in=(StepState.OPEN, StepState.CLAIMED)).values("organ_id")
    for part in _parts(case, PartState.WAITING).filter(organ_id__in=turn):
        states_part.PART.apply(part, "open", by=None, at=at)
        clocks.start(
            subject=part.subject,
            term=PART,
            limit=part.limit,
            started_on=clock.local_date(at),
            at=at,
        )


def finish_part(*, case: Case, organ_id: int, by: User, at: datetime) -> None:
    """End the part of an organ once its last step has passed."""
    if case.steps.filter(organ_id=organ_id, state__in=_TO_DO).exists():
        return
    for part in _parts(case, PartState.OPEN).filter(organ_id=organ_id):
        states_part.PART.apply(part, "finish", by=by, at=at)
        clocks.end(subject=part.subject, codes=(PART.code,), on=clock.local_date(at), at=at)


def reopen_parts(*, case: Case, organs: set[int], by: User, at: datetime) -> None:
    """Take the parts of organs whose steps were sent back to their beginning."""
    day = clock.local_date(at)
    for state in (PartState.OPEN, PartState.DONE):
        for part in _parts(case, state).filter(organ_id__in=organs):
            clocks.cancel(subject=part.subject, on=day, at=at)
            states_part.PART.apply(part, "reopen", by=by, at=at)


def cancel_parts(*, case: Case, at: datetime) -> None:
    """Stop the parts of a case that has ended."""
    day = clock.local_date(at)
    for state in (PartState.OPEN, PartState.WAITING):
        for part in _parts(case, state):
            clocks.cancel(subject=part.subject, on=day, at=at)
            states_part.PART.apply(part, "cancel", by=None, at=at)
