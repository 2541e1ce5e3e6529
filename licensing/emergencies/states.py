# SPDX-License-Identifier: Apache-2.0
"""An emergency (突发事件) for which matters of an area are put off (ZY 27(6))."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import Nobody
from portal.kernel.states import Machine, Transition, register


class EmergencyState(TextChoices):
    """Whether the days given for an emergency stand."""

    DECLARED = "declared", _("已宣布")
    UNDONE = "undone", _("已撤销")


EMERGENCY = register(
    Machine(
        "licensing.emergency",
        initial=EmergencyState.DECLARED,
        states=EmergencyState.values,
        finals=(EmergencyState.UNDONE,),
        transitions=(
            Transition(
                "undo",
                _("撤销延期"),
                (EmergencyState.DECLARED,),
                EmergencyState.UNDONE,
                (Role.SUPERVISOR,),
                guard=_("写明理由；仍在计时的期限恢复原来的日期"),
                citation="资阳市优化营商环境条例第二十七条第六项",
            ),
        ),
        turns={
            EmergencyState.DECLARED: (Nobody(),),
        },
    )
)
