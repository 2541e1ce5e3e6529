# SPDX-License-Identifier: Apache-2.0
"""The states of a complaint (诉求) and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import REVIEW_ROLES, Role
from portal.kernel.desks import OrganDesk, PersonDesk, SupervisionDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class ComplaintState(TextChoices):
    """The states of an appeal, from filing to its end."""

    FILED = "filed", _("已登记，待派单")
    DISPATCHED = "dispatched", _("已派单，待签收")
    IN_HANDLING = "in_handling", _("办理中")
    ANSWERED = "answered", _("已答复")
    CLOSED = "closed", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")


S = ComplaintState
SYSTEM = "system"

COMPLAINT = register(
    Machine(
        "complaints.complaint",
        initial=S.FILED,
        states=S.values,
        finals=(S.CLOSED, S.WITHDRAWN),
        transitions=(
            Transition(
                "dispatch",
                _("派单"),
                (S.FILED, S.DISPATCHED),
                S.DISPATCHED,
                (Role.SUPERVISOR,),
                guard=_("写明承办部门"),
                terms_ended=("dispatch",),
                notices=("dispatched",),
                citation="国办发〔2020〕53号",
            ),
            Transition(
                "handle",
                _("签收办理"),
                (S.DISPATCHED,),
                S.IN_HANDLING,
                (Role.REVIEWER, Role.EXAMINER, Role.APPROVER),
                guard=_("被投诉人本人不得办理"),
            ),
            Transition(
                "release",
                _("离岗，交回待签收"),
                (S.IN_HANDLING,),
                S.DISPATCHED,
                (SYSTEM, Role.SYSTEM_ADMIN),
                guard=_("签收人不再任这个岗位"),
            ),
            Transition(
                "pass_over",
                _("离岗，交给接手人"),
                (S.IN_HANDLING,),
                None,
                (SYSTEM, Role.SYSTEM_ADMIN),
                guard=_("签收人不再任这个岗位；接手人在同一部门，诉求不涉及他"),
            ),
            Transition(
                "answer",
                _("答复"),
                (S.IN_HANDLING,),
                S.ANSWERED,
                (Role.REVIEWER, Role.EXAMINER, Role.APPROVER),
                guard=_("写明处理情况"),
                terms_ended=("answer",),
                notices=("answered",),
            ),
            Transition(
                "establish",
                _("认定是否属实"),
                (S.ANSWERED,),
                None,
                (Role.SUPERVISOR,),
                guard=_("写明情形；不认定涉及本人的诉求"),
            ),
            Transition(
                "close",
                _("办结"),
                (S.ANSWERED,),
                S.CLOSED,
                ("complainant", Role.SUPERVISOR),
                guard=_("回访后，或者诉求人确认"),
            ),
            Transition(
                "redo",
                _("重办"),
                (S.ANSWERED,),
                S.DISPATCHED,
                (Role.SUPERVISOR,),
                guard=_("写明理由"),
                terms_started=("answer",),
                notices=("dispatched",),
            ),
            Transition(
                "withdraw",
                _("撤回"),
                (S.FILED, S.DISPATCHED, S.IN_HANDLING),
                S.WITHDRAWN,
                ("complainant",),
                terms_ended=("dispatch", "answer"),
            ),
        ),
        turns={
            S.FILED: (TurnFor(SupervisionDesk(), "dispatch", ("dispatch",)),),
            S.DISPATCHED: (TurnFor(OrganDesk("organ", REVIEW_ROLES), "handle", ("answer",)),),
            S.IN_HANDLING: (
                TurnFor(
                    PersonDesk("handler", REVIEW_ROLES, of_organ="organ"), "answer", ("answer",)
                ),
            ),
            S.ANSWERED: (TurnFor(SupervisionDesk(), "close"),),
        },
    )
)
