# SPDX-License-Identifier: Apache-2.0
"""The states of one organ's part in a joint case, and every arrow between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.models import Role
from portal.kernel.states import Machine, Transition, register


class PartState(TextChoices):
    WAITING = "waiting", _("未轮到")
    OPEN = "open", _("办理中")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


SYSTEM = "system"
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
    )
)
