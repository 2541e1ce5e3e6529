# SPDX-License-Identifier: Apache-2.0
"""The states of a case and every arrow between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import CentreDesk, Nobody, OrganDesk, PartyDesk, PersonDesk, TurnFor, When
from portal.kernel.states import Machine, Transition, register


class CaseState(TextChoices):
    """The states of a case (办件), from draft to its end."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交，待受理")
    CORRECTION_REQUESTED = "correction_requested", _("待补正")
    SUPPLEMENTED = "supplemented", _("已补正，待核对")
    ACCEPTED = "accepted", _("已受理")
    IN_REVIEW = "in_review", _("审查中")
    CONCLUDED_HELD = "concluded_held", _("审查已通过，待容缺补交")
    DECIDED = "decided", _("已决定")
    ISSUED = "issued", _("已制证，待送达")
    DELIVERED = "delivered", _("已送达")
    CLOSED = "closed", _("已办结")
    NOT_ACCEPTED = "not_accepted", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    RETURNED = "returned", _("已退件")
    CLOSED_NO_REPLY = "closed_no_reply", _("逾期未补正，已终止")
    TRANSFERRED = "transferred", _("已移送")
    TERMINATED = "terminated", _("已终止")
    VOIDED = "voided", _("已作废")


S = CaseState
APPLICANT, SYSTEM = "applicant", "system"
XK32, XK34 = "行政许可法第三十二条", "行政许可法第三十四条"
ZY37 = "资阳市优化营商环境条例第三十七条"
_BEFORE_DECISION = (S.ACCEPTED, S.IN_REVIEW, S.CONCLUDED_HELD)
_AT_INTAKE = (S.SUBMITTED, S.SUPPLEMENTED)
_WINDOW = CentreDesk("centre")
#: A draft begun at a window is filled in by the clerk who began it.
_FILER = When("channel", "window", PersonDesk("filed_by", (Role.CLERK,)), PartyDesk("applicant"))
CASE = register(
    Machine(
        "licensing.case",
        initial=S.DRAFT,
        states=S.values,
        finals=(
            S.CLOSED,
            S.NOT_ACCEPTED,
            S.WITHDRAWN,
            S.RETURNED,
            S.CLOSED_NO_REPLY,
            S.TRANSFERRED,
            S.TERMINATED,
            S.VOIDED,
        ),
        transitions=(
            Transition(
                "submit",
                _("提交申请"),
                (S.DRAFT,),
                S.SUBMITTED,
                (APPLICANT, Role.CLERK),
                guard=_("表格填写完整，主要材料已上传"),
                terms_started=("intake",),
                documents=("receipt",),
                notices=("submitted",),
                citation="行政许可法第二十九条",
            ),
            Transition(
                "discard",
                _("删除草稿"),
                (S.DRAFT,),
                S.WITHDRAWN,
                (APPLICANT,),
            ),
            Transition(
                "lapse",
                _("草稿过了保存期限"),
                (S.DRAFT,),
                S.WITHDRAWN,
                (SYSTEM,),
                guard=_("最后一次保存已过保存期限，没有依法保全"),
                citation="个人信息保护法第十九条",
            ),
            Transition(
                "request_correction",
                _("一次告知补正"),
                _AT_INTAKE,
                S.CORRECTION_REQUESTED,
                (Role.CLERK,),
                guard=_("一次列全；再次告知不得提出新要求"),
                terms_started=("supplement",),
                terms_ended=("intake", "supplement_check"),
                documents=("correction_notice",),
                notices=("correction_requested",),
                citation=f"{XK32}第一款第四项",
            ),
            Transition(
                "supplement",
                _("补正材料"),
                (S.CORRECTION_REQUESTED,),
                S.SUPPLEMENTED,
                (APPLICANT, Role.CLERK),
                guard=_("所列材料都已补上"),
                terms_started=("supplement_check",),
                terms_ended=("supplement",),
                documents=("supplement_receipt",),
                notices=("submitted",),
                citation=f"{XK32}第一款第五项",
            ),
            Transition(
                "accept",
                _("受理"),
                _AT_INTAKE,
                S.ACCEPTED,
                (Role.CLERK,),
                guard=_("材料齐全合格，或者符合容缺受理条件"),
                terms_started=("statutory", "promised"),
                terms_ended=("intake", "supplement_check"),
                documents=("acceptance", "deferral_acceptance", "commitment"),
                notices=("accepted",),
                citation=f"{XK32}第一款第五项",
            ),
            Transition(
                "deem_accepted",
                _("视为受理"),
                (S.SUBMITTED,),
                S.ACCEPTED,
                (SYSTEM,),
                guard=_("行政许可逾期未告知补正"),
                terms_started=("statutory", "promised"),
                terms_ended=("intake",),
                documents=("acceptance",),
                notices=("deemed_accepted",),
                citation=f"{XK32}第一款第四项",
            ),
            Transition(
                "refuse_acceptance",
                _("不予受理"),
                _AT_INTAKE,
                S.NOT_ACCEPTED,
                (Role.CLERK,),
                guard=_("写明理由"),
                terms_ended=("intake", "supplement_check"),
                documents=("non_acceptance",),
                notices=("not_accepted",),
                citation=f"{XK32}第一款第一项、第二项",
            ),
            Transition(
                "start_review",
                _("开始审查"),
                (S.ACCEPTED,),
                S.IN_REVIEW,
                (Role.REVIEWER, Role.EXAMINER, Role.APPROVER),
                citation=XK34,
            ),
            Transition(
                "conclude_held",
                _("审查通过，等待容缺补交"),
                (S.IN_REVIEW,),
                S.CONCLUDED_HELD,
                (Role.APPROVER,),
                guard=_("有未核验的容缺材料"),
                notices=("concluded_held",),
                citation=ZY37,
            ),
            Transition(
                "decide",
                _("作出决定"),
                _BEFORE_DECISION,
                S.DECIDED,
                (Role.APPROVER,),
                guard=_("审查步骤完成，没有进行中的特别程序，准予时容缺材料已核验"),
                terms_started=("delivery",),
                terms_ended=("statutory", "promised"),
                documents=("grant", "refusal"),
                notices=("decided",),
                citation="行政许可法第三十八条",
            ),
            Transition(
                "deem_granted",
                _("视为准予"),
                (*_AT_INTAKE, *_BEFORE_DECISION),
                S.DECIDED,
                (SYSTEM,),
                guard=_("按期申请延续，有效期届满前没有作出决定，不欠容缺材料"),
                terms_started=("delivery",),
                terms_ended=("intake", "supplement_check", "statutory", "promised"),
                documents=("licence",),
                notices=("deemed_renewed",),
                citation="行政许可法第五十条第二款",
            ),
            Transition(
                "issue",
                _("颁发证照"),
                (S.DECIDED,),
                S.ISSUED,
                (Role.APPROVER,),
                guard=_("准予决定"),
                documents=("licence",),
                notices=("issued",),
                citation="行政许可法第三十九条",
            ),
            Transition(
                "deliver",
                _("送达"),
                (S.DECIDED, S.ISSUED),
                S.DELIVERED,
                (Role.CLERK, APPLICANT),
                terms_started=("archive",),
                terms_ended=("delivery",),
                documents=("delivery_receipt",),
                notices=("delivered",),
                citation="行政许可法第四十四条",
            ),
            Transition(
                "close",
                _("办结归档"),
                (S.DELIVERED,),
                S.CLOSED,
                (SYSTEM,),
                terms_ended=("archive",),
            ),
            Transition(
                "withdraw",
                _("撤回申请"),
                (S.SUBMITTED, S.CORRECTION_REQUESTED, S.SUPPLEMENTED, *_BEFORE_DECISION),
                S.WITHDRAWN,
                (APPLICANT,),
                guard=_("决定作出之前"),
                notices=("withdrawn",),
            ),
            Transition(
                "return_lapsed",
                _("容缺逾期退件"),
                _BEFORE_DECISION,
                S.RETURNED,
                (SYSTEM,),
                guard=_("容缺材料逾期未补"),
                terms_ended=("statutory", "promised"),
                documents=("return_notice",),
                notices=("returned",),
                citation=ZY37,
            ),
            Transition(
                "close_no_reply",
                _("逾期未补正终止"),
                (S.CORRECTION_REQUESTED,),
                S.CLOSED_NO_REPLY,
                (SYSTEM,),
                terms_ended=("supplement",),
                documents=("no_reply_notice",),
                notices=("closed_no_reply",),
            ),
            Transition(
                "transfer",
                _("移送其他机关"),
                _AT_INTAKE,
                S.TRANSFERRED,
                (Role.CLERK,),
                guard=_("写明接收机关和理由"),
                terms_ended=("intake", "supplement_check"),
                notices=("transferred",),
                citation=f"{XK32}第一款第二项",
            ),
            Transition(
                "terminate",
                _("终止办理"),
                _BEFORE_DECISION,
                S.TERMINATED,
                (Role.APPROVER,),
                guard=_("写明法定事由"),
                terms_ended=("statutory", "promised"),
                notices=("terminated",),
            ),
            Transition(
                "void",
                _("误录作废"),
                (S.SUBMITTED, S.ACCEPTED),
                S.VOIDED,
                (Role.CLERK,),
                guard=_("收件当日，另一人同意"),
                notices=("voided",),
            ),
        ),
        turns={
            S.DRAFT: (TurnFor(_FILER, "submit"),),
            S.SUBMITTED: (TurnFor(_WINDOW, "accept", ("intake",)),),
            S.CORRECTION_REQUESTED: (
                TurnFor(PartyDesk("applicant"), "supplement", ("supplement",)),
            ),
            S.SUPPLEMENTED: (TurnFor(_WINDOW, "accept", ("supplement_check", "intake")),),
            # Under review the turns are those of the steps.
            S.ACCEPTED: (Nobody(),),
            S.IN_REVIEW: (Nobody(),),
            S.CONCLUDED_HELD: (
                TurnFor(
                    OrganDesk("organ", (Role.APPROVER,)),
                    "decide",
                    ("promised", "statutory"),
                    yields=True,
                ),
            ),
            S.DECIDED: (TurnFor(_WINDOW, "deliver", ("delivery",)),),
            S.ISSUED: (TurnFor(_WINDOW, "deliver", ("delivery",)),),
            S.DELIVERED: (Nobody("archive"),),
        },
    )
)

#: States in which the office has the case in hand.
WITH_OFFICE = (S.SUBMITTED, S.SUPPLEMENTED, S.ACCEPTED, S.IN_REVIEW, S.DECIDED, S.ISSUED)
#: States in which the next move is the applicant's.
WITH_APPLICANT = (S.DRAFT, S.CORRECTION_REQUESTED, S.CONCLUDED_HELD)
OPEN_STATES = (*WITH_OFFICE, S.CORRECTION_REQUESTED, S.CONCLUDED_HELD)
BEFORE_DECISION = _BEFORE_DECISION
AT_INTAKE = _AT_INTAKE
