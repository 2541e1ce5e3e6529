# SPDX-License-Identifier: Apache-2.0
"""The states of a determination, a record and a repair request, and the arrows between them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import Nobody
from portal.kernel.states import Machine, Transition, register


class RecordState(TextChoices):
    """Whether a credit record is in force."""

    ACTIVE = "active", _("有效")
    REPAIRED = "repaired", _("已修复")
    EXPIRED = "expired", _("已到期")
    REVOKED = "revoked", _("已撤销")


R = RecordState


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
        turns={
            R.ACTIVE: (Nobody(),),
        },
    )
)
