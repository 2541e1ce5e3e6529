# SPDX-License-Identifier: Apache-2.0
"""The life of a draft: written by one editor, approved by another, in force from a day."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.desks import FirstOf, Nobody, OfficeDesk, PersonDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class DraftState(TextChoices):
    """The states of a draft, from writing to publication."""

    EDITING = "editing", _("起草中")
    REVIEW = "review", _("待审核")
    SCHEDULED = "scheduled", _("待生效")
    PUBLISHED = "published", _("已公布")
    DISCARDED = "discarded", _("已放弃")


#: States in which a draft still leads somewhere; one such draft an offering.
OPEN = (DraftState.EDITING, DraftState.REVIEW, DraftState.SCHEDULED)
_ZY_29 = "资阳市优化营商环境条例第二十九条"

DRAFT = register(
    Machine(
        "services.draft",
        initial=DraftState.EDITING,
        finals=(DraftState.PUBLISHED, DraftState.DISCARDED),
        states=DraftState.values,
        transitions=(
            Transition("open", _("起草"), (DraftState.EDITING,), None, actors=("editor",)),
            Transition("edit", _("修改"), (DraftState.EDITING,), None, actors=("editor",)),
            Transition(
                "release",
                _("离岗，交回待接手"),
                (DraftState.EDITING,),
                None,
                actors=("system", "system_admin"),
                guard=_("起草人不再是事项管理员"),
            ),
            Transition(
                "pass_over",
                _("离岗，交给接手人"),
                (DraftState.EDITING,),
                None,
                actors=("system", "system_admin"),
                guard=_("起草人不再是事项管理员；接手人是事项管理员"),
            ),
            Transition(
                "hand_in",
                _("提交审核"),
                (DraftState.EDITING,),
                DraftState.REVIEW,
                actors=("editor",),
                guard=_("各项规则检查通过"),
                citation=_ZY_29,
            ),
            Transition(
                "send_back",
                _("退回修改"),
                (DraftState.REVIEW, DraftState.SCHEDULED),
                DraftState.EDITING,
                actors=("editor",),
                guard=_("写明理由"),
            ),
            Transition(
                "approve",
                _("审核通过"),
                (DraftState.REVIEW,),
                DraftState.SCHEDULED,
                actors=("editor",),
                guard=_("审核人没有改过这份草稿"),
                citation=_ZY_29,
            ),
            Transition(
                "publish",
                _("公布"),
                (DraftState.SCHEDULED,),
                DraftState.PUBLISHED,
                actors=("system",),
                guard=_("生效日期已到"),
                citation=_ZY_29,
            ),
            Transition(
                "discard",
                _("放弃"),
                (DraftState.EDITING,),
                DraftState.DISCARDED,
                actors=("editor",),
            ),
        ),
        turns={
            DraftState.EDITING: (
                TurnFor(
                    FirstOf(
                        (PersonDesk("edited_by", ("editor",)), OfficeDesk("editor")), ("editor",)
                    ),
                    "hand_in",
                ),
            ),
            DraftState.REVIEW: (TurnFor(OfficeDesk("editor"), "approve"),),
            DraftState.SCHEDULED: (Nobody(),),
        },
    )
)
