# SPDX-License-Identifier: Apache-2.0
"""The states of a deferral and every arrow between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import CentreDesk, PartyDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class DeferralState(TextChoices):
    """The states of a deferral (容缺), from promise to check or lapse."""

    OPEN = "open", _("待补交")
    SUPPLIED = "supplied", _("已补交，待核验")
    REJECTED = "rejected", _("补交不合格，待重交")
    VERIFIED = "verified", _("已核验")
    LAPSED = "lapsed", _("逾期未补")
    WAIVED = "waived", _("因不可抗力免除")
    ENDED = "ended", _("随办件终止")


APPLICANT, SYSTEM = "applicant", "system"
ZY37 = "资阳市优化营商环境条例第三十七条"

DEFERRAL = register(
    Machine(
        "licensing.deferral",
        initial=DeferralState.OPEN,
        states=DeferralState.values,
        finals=(
            DeferralState.VERIFIED,
            DeferralState.LAPSED,
            DeferralState.WAIVED,
            DeferralState.ENDED,
        ),
        transitions=(
            Transition(
                "supply",
                _("补交材料"),
                (DeferralState.OPEN, DeferralState.REJECTED),
                DeferralState.SUPPLIED,
                (APPLICANT, Role.CLERK),
                documents=("deferral_receipt",),
                notices=("deferral_supplied",),
                citation=ZY37,
            ),
            Transition(
                "verify",
                _("核验合格"),
                (DeferralState.SUPPLIED,),
                DeferralState.VERIFIED,
                (Role.CLERK,),
                terms_ended=("deferral",),
                notices=("deferral_verified",),
                citation=ZY37,
            ),
            Transition(
                "reject",
                _("核验不合格"),
                (DeferralState.SUPPLIED,),
                DeferralState.REJECTED,
                (Role.CLERK,),
                guard=_("只有一次重交期限"),
                terms_started=("deferral",),
                notices=("deferral_rejected",),
                citation=ZY37,
            ),
            Transition(
                "lapse",
                _("逾期"),
                (DeferralState.OPEN, DeferralState.REJECTED),
                DeferralState.LAPSED,
                (SYSTEM,),
                guard=_("以补交日为准，不以核验日为准"),
                terms_ended=("deferral",),
                notices=("returned",),
                citation=ZY37,
            ),
            Transition(
                "waive",
                _("因不可抗力免除"),
                (DeferralState.OPEN, DeferralState.REJECTED, DeferralState.SUPPLIED),
                DeferralState.WAIVED,
                (Role.SUPERVISOR,),
                guard=_("写明不可抗力事由"),
                terms_ended=("deferral",),
                citation="民法典第一百八十条",
            ),
            Transition(
                "end",
                _("随办件终止"),
                (DeferralState.OPEN, DeferralState.REJECTED, DeferralState.SUPPLIED),
                DeferralState.ENDED,
                (SYSTEM,),
                terms_ended=("deferral",),
            ),
        ),
        turns={
            DeferralState.OPEN: (TurnFor(PartyDesk("case__applicant"), "supply", ("deferral",)),),
            DeferralState.SUPPLIED: (TurnFor(CentreDesk("case__centre"), "verify", ("deferral",)),),
            DeferralState.REJECTED: (
                TurnFor(PartyDesk("case__applicant"), "supply", ("deferral",)),
            ),
        },
    )
)

#: Promised and not yet found good: such a material is still owed.
UNVERIFIED = (DeferralState.OPEN, DeferralState.SUPPLIED, DeferralState.REJECTED)
#: States in which the applicant still owes the material.
OWED = (DeferralState.OPEN, DeferralState.REJECTED)
