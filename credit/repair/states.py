# SPDX-License-Identifier: Apache-2.0
"""The states of a determination, a record and a repair request, and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import SupervisionDesk, TurnFor
from portal.kernel.states import Machine, Transition, register


class RepairState(TextChoices):
    """The states of a request for repair."""

    FILED = "filed", _("待办理")
    GRANTED = "granted", _("准予修复")
    REFUSED = "refused", _("不予修复")


P = RepairState


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
        turns={
            P.FILED: (TurnFor(SupervisionDesk(), "grant", ("repair",)),),
        },
    )
)
