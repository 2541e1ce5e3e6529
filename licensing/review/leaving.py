# SPDX-License-Identifier: Apache-2.0
"""The claimed steps of one who leaves his post: back to be claimed, or to the successor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from licensing.cases.models import Case
from licensing.review.models import ReviewStep
from licensing.review.states import STEP, StepState
from portal.kernel.accounts.queries import principals_of
from portal.kernel.audit.models import Event
from portal.kernel.staff.leaving import held_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.kernel.accounts.models import User
    from portal.kernel.staff.leaving import Leaving


def release_steps(leaving: Leaving) -> tuple[int, int]:
    """Give back the steps that the leaver's posts do not cover; how many were passed over, pooled.

    Cases are locked first and in order, as the acts on each of them do.
    """
    rows = ReviewStep.objects.filter(handler=leaving.user, state=StepState.CLAIMED).exclude(
        organ=leaving.organ, role__in=leaving.roles
    )
    cases = Case.objects.filter(steps__in=rows).values("pk")
    list(Case.objects.filter(pk__in=cases).select_for_update(of=("self",)).order_by("pk"))
    steps = list(
        rows.select_for_update(of=("self",))
        .select_related("subject", "case__version")
        .order_by("pk")
    )
    fit = _fit(steps, leaving)
    told: dict[str, Any] = {"by": leaving.by, "at": leaving.at, "facts": leaving.facts}
    taken = [step for step in steps if step.pk in fit]
    STEP.apply_many(taken, "pass_over", handler=leaving.successor, **told)
    left = [step for step in steps if step.pk not in fit]
    STEP.apply_many(left, "release", handler=None, **told)
    return len(taken), len(left)


def _fit(steps: list[ReviewStep], leaving: Leaving) -> set[int]:
    """Return the steps that the successor may take: by the same rules as a claim, asked of all at once."""
    user = leaving.successor
    member = user.staff_member if user is not None else None
    if user is None or member is None or not steps:
        return set()
    roles = held_by(member, leaving.at)
    barred = _done_by(user, steps)
    cases = Case.objects.filter(pk__in=[step.case_id for step in steps])
    hosted = set(cases.filter(hearings__host=user).values_list("pk", flat=True))
    own = cases.filter(applicant__in=principals_of(user).values("pk"))
    if user.person_id is not None:
        own |= cases.filter(agent=user.person_id)
    recused = hosted | set(own.values_list("pk", flat=True))
    fit: dict[int, int] = {}
    for step in steps:
        alone = step.case.version.second_person
        may = step.organ_id == member.organ_id and step.role in roles
        if may and step.case_id not in recused and not (alone and step.case_id in barred):
            if alone and step.case_id in fit.values():
                continue
            fit[step.pk] = step.case_id
    return set(fit)


def _done_by(user: User, steps: Iterable[ReviewStep]) -> set[int]:
    """Return the cases of which the user took another step, also as a deputy."""
    others = ReviewStep.objects.filter(case__in=[step.case_id for step in steps])
    passed = Event.objects.filter(verb="licensing.step.pass", actor=user)
    subjects = others.values("subject")
    deputised = others.filter(subject__in=passed.filter(subject__in=subjects).values("subject"))
    return {
        *others.filter(handler=user).values_list("case", flat=True),
        *deputised.values_list("case", flat=True),
    }
