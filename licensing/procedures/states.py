# SPDX-License-Identifier: Apache-2.0
"""The states of a special procedure (特别程序) and of a hearing (听证), and every arrow between."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import OrganDesk, PartyDesk, PersonDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class ProcedureState(TextChoices):
    """The states of a special procedure."""

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
        turns={
            S.OPEN: (TurnFor(OrganDesk("case__organ", _STAFF), "close", ("procedure",)),),
        },
    )
)


# -- The states of a hearing (听证) and every arrow between them. 行政许可法 46 to 48 -----------------


class HearingState(TextChoices):
    """The states of a hearing."""

    TOLD = "told", _("已告知，等申请人答复")
    REQUESTED = "requested", _("申请人要求听证，待安排")
    SCHEDULED = "scheduled", _("已通知时间地点")
    HELD = "held", _("已举行")
    WAIVED = "waived", _("申请人放弃听证")
    CANCELLED = "cancelled", _("随办件终止")


H = HearingState


APPLICANT, SYSTEM = "applicant", "system"


XK47, XK48 = "行政许可法第四十七条", "行政许可法第四十八条"


HEARING = register(
    Machine(
        "licensing.hearing",
        initial=H.TOLD,
        states=H.values,
        finals=(H.HELD, H.WAIVED, H.CANCELLED),
        transitions=(
            Transition(
                "ask",
                _("要求听证"),
                (H.TOLD,),
                H.REQUESTED,
                (APPLICANT,),
                guard=_("在被告知之后的期限内"),
                terms_started=("hearing_hold",),
                terms_ended=("hearing_request",),
                notices=("hearing_asked",),
                citation=XK47,
            ),
            Transition(
                "decline",
                _("不要求听证"),
                (H.TOLD,),
                H.WAIVED,
                (APPLICANT,),
                terms_ended=("hearing_request",),
                citation=XK47,
            ),
            Transition(
                "lapse",
                _("逾期未要求听证，视为放弃"),
                (H.TOLD,),
                H.WAIVED,
                (SYSTEM,),
                terms_ended=("hearing_request",),
                notices=("hearing_lapsed",),
                citation=XK47,
            ),
            Transition(
                "take_back",
                _("撤回听证要求"),
                (H.REQUESTED, H.SCHEDULED),
                H.WAIVED,
                (APPLICANT,),
                terms_ended=("hearing_hold",),
                citation=XK47,
            ),
            Transition(
                "schedule",
                _("通知听证时间和地点"),
                (H.REQUESTED, H.SCHEDULED),
                H.SCHEDULED,
                _STAFF,
                guard=_("提前通知；主持人不是审查人员，也没有利害关系"),
                documents=("hearing_notice",),
                notices=("hearing_scheduled",),
                citation=XK48,
            ),
            Transition(
                "release",
                _("主持人离岗，另行安排"),
                (H.SCHEDULED,),
                H.REQUESTED,
                (SYSTEM, Role.SYSTEM_ADMIN),
                guard=_("主持人不再在本部门任职"),
                citation=XK48,
            ),
            Transition(
                "hold",
                _("举行听证，交回笔录"),
                (H.SCHEDULED,),
                H.HELD,
                _STAFF,
                guard=_("有经签字的听证笔录"),
                terms_ended=("hearing_hold",),
                notices=("hearing_held",),
                citation=XK48,
            ),
            Transition(
                "cancel",
                _("随办件终止"),
                (H.TOLD, H.REQUESTED, H.SCHEDULED),
                H.CANCELLED,
                (SYSTEM,),
                terms_ended=("hearing_request", "hearing_hold"),
            ),
        ),
        turns={
            H.TOLD: (TurnFor(PartyDesk("case__applicant"), "ask", ("hearing_request",)),),
            H.REQUESTED: (
                TurnFor(OrganDesk("case__organ", _STAFF), "schedule", ("hearing_hold",)),
            ),
            H.SCHEDULED: (
                TurnFor(
                    PersonDesk("host", _STAFF, of_organ="case__organ"), "hold", ("hearing_hold",)
                ),
            ),
        },
    )
)


#: While a hearing is in one of these states nothing may be decided.
PENDING_HEARING = (H.TOLD, H.REQUESTED, H.SCHEDULED)
