# SPDX-License-Identifier: Apache-2.0
"""The states of a yellow or red card and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import CentreDesk, FirstOf, OrganDesk, PersonDesk, SupervisionDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class CardState(TextChoices):
    """The states of a card, from raising to its end."""

    RAISED = "raised", _("已亮牌")
    APPEALED = "appealed", _("申诉中")
    UPHELD = "upheld", _("维持")
    WITHDRAWN = "withdrawn", _("已撤牌")
    CLOSED = "closed", _("已处理")


S = CardState
PERSON, SYSTEM = "responsible", "system"
#: Whose card it is; one of a unit alone is for those who head the unit.
_ANSWERABLE = FirstOf(
    (
        PersonDesk("person", (PERSON,), of_organ="organ"),
        OrganDesk("organ", (Role.APPROVER,)),
        CentreDesk("centre"),
    ),
    (PERSON,),
)

CARD = register(
    Machine(
        "complaints.card",
        initial=S.RAISED,
        states=S.values,
        finals=(S.WITHDRAWN, S.CLOSED),
        transitions=(
            Transition(
                "appeal",
                _("申诉"),
                (S.RAISED,),
                S.APPEALED,
                (PERSON,),
                guard=_("责任人，在申诉期内，写明理由"),
                terms_started=("card_answer",),
                terms_ended=("card_appeal",),
                notices=("card_appealed",),
            ),
            Transition(
                "uphold",
                _("维持"),
                (S.APPEALED,),
                S.UPHELD,
                (Role.SUPERVISOR,),
                guard=_("不是申诉人本人，写明理由"),
                terms_ended=("card_answer",),
                notices=("card_answered",),
            ),
            Transition(
                "withdraw",
                _("撤牌"),
                (S.APPEALED,),
                S.WITHDRAWN,
                (Role.SUPERVISOR,),
                guard=_("不是申诉人本人，写明理由"),
                terms_ended=("card_answer",),
                notices=("card_answered",),
            ),
            Transition(
                "lapse",
                _("逾期未答复，撤牌"),
                (S.APPEALED,),
                S.WITHDRAWN,
                (SYSTEM,),
                guard=_("答复申诉的期限已过"),
                terms_ended=("card_answer",),
                notices=("card_answered",),
            ),
            Transition(
                "follow",
                _("所依据的黄牌已撤，随之撤牌"),
                (S.RAISED, S.APPEALED, S.UPHELD),
                S.WITHDRAWN,
                (SYSTEM,),
                guard=_("累计的黄牌不足规定张数"),
                terms_ended=("card_appeal", "card_answer"),
                notices=("card_answered",),
            ),
            Transition(
                "close",
                _("处理完毕"),
                (S.RAISED, S.UPHELD),
                S.CLOSED,
                (Role.SUPERVISOR,),
                guard=_("申诉期已过或者申诉已答复，写明处理结果和理由，不处理本人的牌"),
                terms_ended=("card_appeal",),
                notices=("card_closed",),
            ),
        ),
        turns={
            S.RAISED: (
                TurnFor(_ANSWERABLE, "appeal", ("card_appeal",), while_runs=True),
                TurnFor(SupervisionDesk(), "close", ("card_appeal",), yields=True),
            ),
            S.APPEALED: (TurnFor(SupervisionDesk(), "uphold", ("card_answer",)),),
            S.UPHELD: (TurnFor(SupervisionDesk(), "close"),),
        },
    )
)
