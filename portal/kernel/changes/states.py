# SPDX-License-Identifier: Apache-2.0
"""The states of a change that two people make."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.desks import RoleDesk, TurnFor
from portal.kernel.states import Machine, Transition, register

#: The roles with whom a proposal can lie.
CONFIRMERS = ("supervisor", "editor", "system_admin", "security_admin")


class ChangeState(TextChoices):
    """Where a change is."""

    PROPOSED = "proposed", _("待另一人确认")
    APPLIED = "applied", _("已确认")
    REJECTED = "rejected", _("未同意")
    WITHDRAWN = "withdrawn", _("已撤回")


S = ChangeState

CHANGE = register(
    Machine(
        "kernel.change",
        initial=S.PROPOSED,
        states=S.values,
        finals=(S.APPLIED, S.REJECTED, S.WITHDRAWN),
        transitions=(
            Transition(
                "confirm",
                _("确认"),
                (S.PROPOSED,),
                S.APPLIED,
                CONFIRMERS,
                guard=_("不是提出人本人；看到的影响与现在一致"),
            ),
            Transition(
                "reject",
                _("不同意"),
                (S.PROPOSED,),
                S.REJECTED,
                CONFIRMERS,
                guard=_("不是提出人本人，写明理由"),
            ),
            Transition("withdraw", _("撤回"), (S.PROPOSED,), S.WITHDRAWN, ("proposer",)),
        ),
        turns={S.PROPOSED: (TurnFor(RoleDesk("confirmer", CONFIRMERS), "confirm"),)},
    )
)
