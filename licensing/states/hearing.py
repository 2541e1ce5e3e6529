# SPDX-License-Identifier: Apache-2.0
"""The states of a hearing (听证) and every arrow between them. 行政许可法 46 to 48."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.models import Role
from portal.kernel.states import Machine, Transition, register


class HearingState(TextChoices):
    TOLD = "told", _("已告知，等申请人答复")
    REQUESTED = "requested", _("申请人要求听证，待安排")
    SCHEDULED = "scheduled", _("已通知时间地点")
    HELD = "held", _("已举行")
    WAIVED = "waived", _("申请人放弃听证")
    CANCELLED = "cancelled", _("随办件终止")


S = HearingState
_STAFF = (Role.REVIEWER, Role.EXAMINER, Role.APPROVER)
APPLICANT, SYSTEM = "applicant", "system"
XK47, XK48 = "行政许可法第四十七条", "行政许可法第四十八条"

HEARING = register(
    Machine(
        "licensing.hearing",
        initial=S.TOLD,
        states=S.values,
        finals=(S.HELD, S.WAIVED, S.CANCELLED),
        transitions=(
            Transition(
                "ask",
                _("要求听证"),
                (S.TOLD,),
                S.REQUESTED,
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
                (S.TOLD,),
                S.WAIVED,
                (APPLICANT,),
                terms_ended=("hearing_request",),
                citation=XK47,
            ),
            Transition(
                "lapse",
                _("逾期未要求听证，视为放弃"),
                (S.TOLD,),
                S.WAIVED,
                (SYSTEM,),
                terms_ended=("hearing_request",),
                notices=("hearing_lapsed",),
                citation=XK47,
            ),
            Transition(
                "take_back",
                _("撤回听证要求"),
                (S.REQUESTED, S.SCHEDULED),
                S.WAIVED,
                (APPLICANT,),
                terms_ended=("hearing_hold",),
                citation=XK47,
            ),
            Transition(
                "schedule",
                _("通知听证时间和地点"),
                (S.REQUESTED, S.SCHEDULED),
                S.SCHEDULED,
                _STAFF,
                guard=_("提前通知；主持人不是审查人员，也没有利害关系"),
                documents=("hearing_notice",),
                notices=("hearing_scheduled",),
                citation=XK48,
            ),
            Transition(
                "hold",
                _("举行听证，交回笔录"),
                (S.SCHEDULED,),
                S.HELD,
                _STAFF,
                guard=_("有经签字的听证笔录"),
                terms_ended=("hearing_hold",),
                notices=("hearing_held",),
                citation=XK48,
            ),
            Transition(
                "cancel",
                _("随办件终止"),
                (S.TOLD, S.REQUESTED, S.SCHEDULED),
                S.CANCELLED,
                (SYSTEM,),
                terms_ended=("hearing_request", "hearing_hold"),
            ),
        ),
    )
)

#: While a hearing is in one of these states nothing may be decided.
PENDING_HEARING = (S.TOLD, S.REQUESTED, S.SCHEDULED)
