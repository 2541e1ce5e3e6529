# SPDX-License-Identifier: Apache-2.0
"""The review of a case: steps taken, passed on and sent back; the parts of several organs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from licensing.cases import clocks
from licensing.cases.guards import locked, require_organ
from licensing.cases.models import Case
from licensing.cases.notices import tell_applicant, tell_staff
from licensing.cases.states import CASE, CaseState
from licensing.cases.terms import PART, STEP
from licensing.review import states
from licensing.review.guards import require_handler, require_second_person
from licensing.review.models import OrganPart, ReviewStep
from licensing.review.states import PartState, StepState
from portal.kernel import clock, wording
from portal.kernel.absences.queries import holders_of
from portal.kernel.acts import act
from portal.kernel.audit.actions import Planned, record, record_many
from portal.kernel.dates import day_or_limit
from portal.kernel.errors import Refused
from portal.kernel.states import Context
from portal.kernel.subjects import Subject
from services.items.queries import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


# -- The parts of several organs in one case: each with its own limit beside the whole (联合办理) ---


#: Letters of an opinion that a step keeps.
MOST_OPINION = 500
#: Steps of an organ that still have to be done.
_TO_DO = (StepState.WAITING, StepState.OPEN, StepState.CLAIMED)


def lay_out(*, case: Case) -> None:
    """Plan the parts that the item's version names, inside the caller's transaction."""
    if not case.version.is_joint:
        return
    for template in parts_of(case.version).joint_parts:
        part = OrganPart.objects.create(
            subject=Subject.objects.begin("licensing.part"),
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
        states.PART.apply(part, "open", by=None, at=at)
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
        states.PART.apply(part, "finish", by=by, at=at)
        clocks.end(subject=part.subject, codes=(PART.code,), on=clock.local_date(at), at=at)


def reopen_parts(*, case: Case, organs: set[int], by: User, at: datetime) -> None:
    """Take the parts of organs whose steps were sent back to their beginning."""
    day = clock.local_date(at)
    for state in (PartState.OPEN, PartState.DONE):
        for part in _parts(case, state).filter(organ_id__in=organs):
            clocks.cancel(subject=part.subject, on=day, at=at)
            states.PART.apply(part, "reopen", by=by, at=at)


def cancel_parts(*, case: Case, at: datetime) -> None:
    """Stop the parts of a case that has ended."""
    day = clock.local_date(at)
    for state in (PartState.OPEN, PartState.WAITING):
        for part in _parts(case, state):
            clocks.cancel(subject=part.subject, on=day, at=at)
            states.PART.apply(part, "cancel", by=None, at=at)


# -- The steps in their order, each taken by one person ----------------------------------------


def open_review(*, case: Case, at: datetime) -> None:
    """Lay out the steps that the item's version names, and open the first ones."""
    templates = parts_of(case.version).review_steps
    subjects = Subject.objects.begin_many("licensing.step", len(templates))
    record_many(
        Planned(
            subject,
            "licensing.step.plan",
            to_state=StepState.WAITING,
            facts={"case": case.pk, "position": template.group},
        )
        for subject, template in zip(subjects, templates, strict=True)
    )
    steps = ReviewStep.objects.bulk_create(
        ReviewStep(
            subject=subject,
            case=case,
            organ_id=template.organ_id or case.organ_id,
            position=template.group,
            role=template.role,
            label=template.name,
            limit=template.limit_days,
        )
        for subject, template in zip(subjects, templates, strict=True)
    )
    lay_out(case=case)
    _open_first(case, steps, at)


def open_next(*, case: Case, at: datetime) -> None:
    """Open the steps of the next group once every earlier step has passed."""
    _open_first(case, list(case.steps.filter(state__in=_TO_DO).select_related("subject")), at)


def _open_first(case: Case, to_do: list[ReviewStep], at: datetime) -> None:
    """Open the first group of what is still to do, unless a step is under way already."""
    if not to_do or any(step.state != StepState.WAITING for step in to_do):
        return
    first = min(step.position for step in to_do)
    day = clock.local_date(at)
    for step in [one for one in to_do if one.position == first]:
        event = states.STEP.apply(step, "open", by=None, at=at)
        term = clocks.start(
            subject=step.subject, term=STEP, limit=step.limit, started_on=day, at=at
        )
        tell_staff(
            case,
            event,
            "step_open",
            holders_of(step.organ_id, step.role),
            step=step.label,
            due=day_or_limit(term.due_on, term.limit),
        )
    open_parts(case=case, at=at)


def _locked(step: ReviewStep) -> tuple[Case, ReviewStep]:
    case = locked(step.case)
    fresh = (
        ReviewStep.objects.select_for_update(of=("self",)).select_related("subject").get(pk=step.pk)
    )
    return case, fresh


@act
def claim(*, step: ReviewStep, by: User, at: datetime) -> ReviewStep:
    """Take a step. Where the item asks for a second person, nobody takes two steps of a case.

    Only staff of the step's own organ may; raises Refused also for the host of a hearing.
    """
    case, step = _locked(step)
    require_organ(case, by, step.role, step.organ_id)
    states.STEP.require("claim", step.state)
    if case.hearings.filter(host=by).exists():
        raise Refused("hearing_host", _("您主持这个办件的听证，不能再参加审查。"))
    require_second_person(case, step, by)
    states.STEP.apply(step, "claim", by=by, at=at, handler=by)
    if case.state == CaseState.ACCEPTED:
        CASE.apply(case, "start_review", by=by, at=at)
    return step


def require_finisher(step: ReviewStep, by: User, day: date) -> dict[str, int]:
    """Raise Refused unless the user may close this claimed step on a day.

    Returns the facts of the event: an absent handler's deputy closes it for him.
    """
    deputy = require_handler(step, by, day)
    if deputy:
        require_second_person(step.case, step, by)
    return deputy


def finish_step(
    *,
    step: ReviewStep,
    opinion: str,
    most: int = MOST_OPINION,
    deputy: dict[str, int],
    by: User,
    at: datetime,
) -> None:
    """Close one claimed step with an opinion, inside the caller's transaction.

    A decision's reasons may be longer (``most``) than what a step keeps of them: the decision
    holds them whole, and the step shows that there is more. ``deputy`` comes of
    ``require_finisher``, which the caller asks before he looks at what was typed.
    """
    text = wording.reason(
        opinion, "opinion", least=2, most=most, message=_("请写明意见。"), code="opinion_required"
    )
    states.STEP.apply(
        step,
        "pass",
        by=by,
        at=at,
        context=Context(facts=deputy),
        opinion=wording.shortened(text, MOST_OPINION),
        done_at=at,
    )
    clocks.end(subject=step.subject, codes=(STEP.code,), on=clock.local_date(at), at=at)


def is_final(step: ReviewStep) -> bool:
    """Tell whether the decision rests on this step: all others, also those beside it, are done."""
    return is_last(step, ReviewStep.objects.filter(case_id=step.case_id))


def is_last(step: ReviewStep, steps: Iterable[ReviewStep]) -> bool:
    """Tell the same of a step among all steps of its case."""
    return all(
        one.pk == step.pk or one.state in (StepState.PASSED, StepState.CANCELLED) for one in steps
    )


@act
def pass_step(
    *, step: ReviewStep, opinion: str, revision: int | None = None, by: User, at: datetime
) -> ReviewStep:
    """Pass a step on. The final step of a case with an open deferral concludes it, held.

    Raises Refused for the final step of a case that can be decided: there one decides.
    """
    case, step = _locked(step)
    if revision is not None and case.revision != revision:
        raise Refused("changed_meanwhile", _("办件刚才有变化，请刷新后再操作。"))
    require_organ(case, by, step.role, step.organ_id)
    states.STEP.require("pass", step.state)
    deputy = require_finisher(step, by, clock.local_date(at))
    final = is_final(step)
    waiting = case.deferrals.unverified().select_related("case_material__material")
    if final and not waiting:
        raise Refused("must_decide", _("这是最后一步，请直接作出决定。"))
    finish_step(step=step, opinion=opinion, deputy=deputy, by=by, at=at)
    finish_part(case=case, organ_id=step.organ_id, by=by, at=at)
    if not final:
        open_next(case=case, at=at)
        return step
    event = CASE.apply(
        case,
        "conclude_held",
        by=by,
        at=at,
        context=Context(facts={"step": step.pk}, effective_on=clock.local_date(at)),
    )
    names = "、".join(one.case_material.material.name for one in waiting)
    tell_applicant(case, event, "concluded_held", lines=names)
    return step


@act
def send_back(*, step: ReviewStep, target: ReviewStep, reason: str, by: User, at: datetime) -> None:
    """Send the case back to an earlier step, with a reason its handler sees.

    The deciding organ may send it back to any organ's step, another one only to its own. What
    other organs did beside that step stays done.
    """
    case, step = _locked(step)
    require_organ(case, by, step.role, step.organ_id)
    if step.state != StepState.CLAIMED:
        raise Refused("not_handler", _("请先领取这一步，再退回。"))
    deputy = require_handler(step, by, clock.local_date(at))
    if target.case_id != case.pk or target.position >= step.position:
        raise Refused("not_earlier", _("只能退回到前面的步骤。"))
    if step.organ_id not in (case.organ_id, target.organ_id):
        raise Refused("not_your_organ", _("只能退回到本部门的步骤。"))
    why = wording.reason(reason, "reason", most=MOST_OPINION, message=_("请写明退回的理由。"))
    day = clock.local_date(at)
    back = (
        case.steps.filter(
            Q(position__gt=target.position) | Q(position=target.position, organ_id=target.organ_id),
            state__in=(StepState.PASSED, StepState.CLAIMED, StepState.OPEN),
        )
        .select_for_update(of=("self",))
        .select_related("subject", "handler__staff", "handler__person")
    )
    previous = None
    reopen_parts(case=case, organs={one.organ_id for one in back}, by=by, at=at)
    for one in back:
        if one.pk == target.pk:
            previous = one.handler
        clocks.cancel(subject=one.subject, on=day, at=at)
        event = states.STEP.apply(
            one,
            "reopen",
            by=by,
            at=at,
            handler=None,
            done_at=None,
        )
    record(
        subject=case.subject,
        verb="licensing.review.send_back",
        by=by,
        facts={"from": step.pk, "to": target.pk, **deputy},
    )
    target = ReviewStep.objects.select_related("subject").get(pk=target.pk)
    ReviewStep.objects.filter(pk=target.pk).update(opinion=why)
    open_next(case=case, at=at)
    if previous is not None:
        tell_staff(case, event, "sent_back", [previous], step=target.label, reason=why)
