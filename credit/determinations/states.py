# SPDX-License-Identifier: Apache-2.0
"""The states of a determination, a record and a repair request, and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import PartyDesk, SupervisionDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class DeterminationState(TextChoices):
    """The states of an inquiry into a broken promise."""

    HEARING = "hearing", _("听取陈述")
    HEARD = "heard", _("已陈述，待认定")
    MARKED = "marked", _("已认定")
    EXCUSED = "excused", _("不予认定")


D = DeterminationState


DETERMINATION = register(
    Machine(
        "credit.determination",
        initial=D.HEARING,
        states=D.values,
        finals=(D.MARKED, D.EXCUSED),
        transitions=(
            Transition(
                "state",
                _("陈述"),
                (D.HEARING,),
                D.HEARD,
                ("applicant",),
                terms_ended=("hearing",),
                notices=("heard",),
            ),
            Transition(
                "mark",
                _("认定违诺"),
                (D.HEARING, D.HEARD),
                D.MARKED,
                (Role.SUPERVISOR,),
                guard=_("已听取陈述，或者陈述期已过"),
                terms_ended=("hearing",),
                notices=("marked",),
            ),
            Transition(
                "excuse",
                _("不予认定"),
                (D.HEARING, D.HEARD),
                D.EXCUSED,
                (Role.SUPERVISOR,),
                guard=_("不可抗力或者非申请人原因"),
                terms_ended=("hearing",),
                notices=("excused",),
                citation="民法典第一百八十条",
            ),
        ),
        turns={
            D.HEARING: (
                TurnFor(PartyDesk("party"), "state", ("hearing",)),
                TurnFor(SupervisionDesk(), "mark", ("hearing",), yields=True),
            ),
            D.HEARD: (TurnFor(SupervisionDesk(), "mark"),),
        },
    )
)
