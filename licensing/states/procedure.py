# SPDX-License-Identifier: Apache-2.0
"""The states of a special procedure (特别程序) and every arrow between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.models import Role
from portal.kernel.states import Machine, Transition, register


class ProcedureState(TextChoices):
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("随办件终止")


S = ProcedureState
_STAFF = (Role.REVIEWER, Role.EXAMINER, Role.APPROVER)
XK45 = "行政许可法第四十五条"

PROCEDURE = register(
    Machine(
        "licensing.procedure",
        initial=S.OPEN,
        states=S.values,
        finals=(S.CLOSED, S.CANCELLED),
        transitions=(
            Transition(
                "replan",
                _("重新安排特别程序"),
                (S.OPEN,),
                None,
                _STAFF,
                _("不超过最长时间；超过的须批准人写明理由"),
                documents=("procedure_notice",),
                notices=("replanned",),
                citation=XK45,
            ),
            Transition(
                "close",
                _("特别程序结束"),
                (S.OPEN,),
                S.CLOSED,
                _STAFF,
                guard=_("有结束的凭证：文件，或者报告编号和送交人"),
                terms_ended=("procedure",),
                notices=("resumed",),
                citation=XK45,
            ),
            Transition(
                "cancel",
                _("随办件终止"),
                (S.OPEN,),
                S.CANCELLED,
                ("system",),
                terms_ended=("procedure",),
            ),
        ),
    )
)
