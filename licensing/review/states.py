# SPDX-License-Identifier: Apache-2.0
"""The states of a review step and of an organ's part, and every arrow between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.desks import Nobody, OrganDesk, PersonDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class StepState(TextChoices):
    """The states of a review step."""

    WAITING = "waiting", _("未轮到")
    OPEN = "open", _("待领取")
    CLAIMED = "claimed", _("办理中")
    PASSED = "passed", _("已通过")
    CANCELLED = "cancelled", _("已取消")


SYSTEM = "system"
#: The periods of a step, and those of the case that run while it is under review.
_COUNTED = ("step", "inspection", "promised", "statutory")


STEP = register(
    Machine(
        "licensing.step",
        initial=StepState.WAITING,
        states=StepState.values,
        finals=(StepState.CANCELLED,),
        transitions=(
            Transition(
                "open",
                _("轮到本步骤"),
                (StepState.WAITING,),
                StepState.OPEN,
                (SYSTEM,),
                terms_started=("step",),
            ),
            Transition(
                "claim",
                _("领取"),
                (StepState.OPEN,),
                StepState.CLAIMED,
                (Role.REVIEWER, Role.EXAMINER, Role.APPROVER),
            ),
            Transition(
                "release",
                _("离岗，交回待领取"),
                (StepState.CLAIMED,),
                StepState.OPEN,
                (SYSTEM, Role.SYSTEM_ADMIN),
                guard=_("领取人不再任这个岗位"),
            ),
            Transition(
                "pass_over",
                _("离岗，交给接手人"),
                (StepState.CLAIMED,),
                None,
                (SYSTEM, Role.SYSTEM_ADMIN),
                guard=_("领取人不再任这个岗位；接手人任同一岗位，没有利害关系"),
            ),
            Transition(
                "pass",
                _("通过"),
                (StepState.CLAIMED,),
                StepState.PASSED,
                (Role.REVIEWER, Role.EXAMINER, Role.APPROVER),
                terms_ended=("step",),
            ),
            Transition(
                "reopen",
                _("退回重办"),
                (StepState.PASSED, StepState.CLAIMED, StepState.OPEN),
                StepState.WAITING,
                (Role.EXAMINER, Role.APPROVER),
                guard=_("写明退回理由"),
                terms_ended=("step",),
            ),
            Transition(
                "cancel",
                _("取消"),
                (StepState.WAITING, StepState.OPEN, StepState.CLAIMED),
                StepState.CANCELLED,
                (SYSTEM,),
                terms_ended=("step",),
            ),
        ),
        turns={
            StepState.WAITING: (Nobody(),),
            StepState.OPEN: (
                TurnFor(OrganDesk("organ", REVIEW_ROLES, role_field="role"), "claim", _COUNTED),
            ),
            StepState.CLAIMED: (
                TurnFor(PersonDesk("handler", REVIEW_ROLES, of_organ="organ"), "pass", _COUNTED),
            ),
            StepState.PASSED: (Nobody(),),
        },
    )
)


# -- The states of one organ's part in a joint case, and every arrow between them --------------


class PartState(TextChoices):
    """The states of one organ's part in a joint case."""

    WAITING = "waiting", _("未轮到")
    OPEN = "open", _("办理中")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


XK26 = "行政许可法第二十六条第二款"


PART = register(
    Machine(
        "licensing.part",
        initial=PartState.WAITING,
        states=PartState.values,
        finals=(PartState.CANCELLED,),
        transitions=(
            Transition(
                "open",
                _("联办部门开始办理"),
                (PartState.WAITING,),
                PartState.OPEN,
                (SYSTEM,),
                guard=_("它的第一个审查步骤已轮到"),
                terms_started=("part",),
                citation=XK26,
            ),
            Transition(
                "finish",
                _("联办部门办完"),
                (PartState.OPEN,),
                PartState.DONE,
                (Role.REVIEWER, Role.EXAMINER, Role.APPROVER),
                guard=_("它的最后一个审查步骤已通过"),
                terms_ended=("part",),
                citation=XK26,
            ),
            Transition(
                "reopen",
                _("退回联办部门重办"),
                (PartState.OPEN, PartState.DONE),
                PartState.WAITING,
                (Role.EXAMINER, Role.APPROVER),
                guard=_("写明退回理由"),
                terms_ended=("part",),
                citation=XK26,
            ),
            Transition(
                "cancel",
                _("取消"),
                (PartState.WAITING, PartState.OPEN),
                PartState.CANCELLED,
                (SYSTEM,),
                terms_ended=("part",),
            ),
        ),
        turns={
            PartState.WAITING: (Nobody(),),
            # The turns are those of its steps; its own period is shown beside them.
            PartState.OPEN: (Nobody("part"),),
            PartState.DONE: (Nobody(),),
        },
    )
)
