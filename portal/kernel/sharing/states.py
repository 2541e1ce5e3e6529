# SPDX-License-Identifier: Apache-2.0
"""The states of a request for data, and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.desks import OrganDesk, TurnFor
from portal.kernel.states import Machine, Transition, register

#: The term within which an organ answers.
TERM = "data_request"
BASIS = "资阳市优化营商环境条例第四十二条、渝府办发〔2021〕1号第十四条"


class RequestState(TextChoices):
    """Where a request for data is."""

    ASKED = "asked", _("待答复")
    ANSWERED = "answered", _("已提供")
    REFUSED = "refused", _("不予提供")
    WITHDRAWN = "withdrawn", _("已撤回")


S = RequestState

REQUEST = register(
    Machine(
        "kernel.data_request",
        initial=S.ASKED,
        states=S.values,
        finals=(S.ANSWERED, S.REFUSED, S.WITHDRAWN),
        transitions=(
            Transition(
                "answer",
                _("提供数据"),
                (S.ASKED,),
                S.ANSWERED,
                REVIEW_ROLES,
                guard=_("被请求的部门"),
                terms_ended=(TERM,),
                notices=("data_answered",),
                citation=BASIS,
            ),
            Transition(
                "refuse",
                _("不予提供"),
                (S.ASKED,),
                S.REFUSED,
                (Role.APPROVER,),
                guard=_("被请求的部门；有列出的法定理由"),
                terms_ended=(TERM,),
                notices=("data_refused",),
                citation=BASIS,
            ),
            Transition(
                "withdraw",
                _("撤回"),
                (S.ASKED,),
                S.WITHDRAWN,
                ("asker",),
                terms_ended=(TERM,),
            ),
        ),
        turns={S.ASKED: (TurnFor(OrganDesk("holder", (Role.REVIEWER,)), "answer", (TERM,)),)},
    )
)
