# SPDX-License-Identifier: Apache-2.0
"""The states of a determination, a record and a repair request, and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.models import Role
from portal.kernel.states import Machine, Transition, register


class DeterminationState(TextChoices):
    HEARING = "hearing", _("听取陈述")
    HEARD = "heard", _("已陈述，待认定")
    MARKED = "marked", _("已认定")
    EXCUSED = "excused", _("不予认定")


class RecordState(TextChoices):
    ACTIVE = "active", _("有效")
    REPAIRED = "repaired", _("已修复")
    EXPIRED = "expired", _("已到期")
    REVOKED = "revoked", _("已撤销")


class RepairState(TextChoices):
    FILED = "filed", _("待办理")
    GRANTED = "granted", _("准予修复")
    REFUSED = "refused", _("不予修复")


D = DeterminationState
R = RecordState
P = RepairState

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
    )
)

RECORD = register(
    Machine(
        "credit.record",
        initial=R.ACTIVE,
        states=R.values,
        finals=(R.REPAIRED, R.EXPIRED, R.REVOKED),
        transitions=(
            Transition("repair", _("修复"), (R.ACTIVE,), R.REPAIRED, (Role.SUPERVISOR,)),
            Transition("expire", _("到期"), (R.ACTIVE,), R.EXPIRED, ("system",)),
            Transition("revoke", _("撤销"), (R.ACTIVE,), R.REVOKED, (Role.SUPERVISOR,)),
        ),
    )
)

REPAIR = register(
    Machine(
        "credit.repair",
        initial=P.FILED,
        states=P.values,
        finals=(P.GRANTED, P.REFUSED),
        transitions=(
            Transition(
                "grant",
                _("准予修复"),
                (P.FILED,),
                P.GRANTED,
                (Role.SUPERVISOR,),
                terms_ended=("repair",),
                notices=("repair_granted",),
                citation="国办发〔2025〕22号",
            ),
            Transition(
                "refuse",
                _("不予修复"),
                (P.FILED,),
                P.REFUSED,
                (Role.SUPERVISOR,),
                terms_ended=("repair",),
                notices=("repair_refused",),
                citation="国办发〔2025〕22号",
            ),
        ),
    )
)
