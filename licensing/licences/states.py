# SPDX-License-Identifier: Apache-2.0
"""The life of a licence."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import Nobody
from portal.kernel.states import Machine, Transition, register


class LicenceState(TextChoices):
    """The states of a licence (证照)."""

    VALID = "valid", _("有效")
    SUSPENDED = "suspended", _("暂停")
    REVOKED = "revoked", _("已撤销")
    WITHDRAWN = "withdrawn", _("已撤回")
    CANCELLED = "cancelled", _("已注销")
    EXPIRED = "expired", _("已过期")
    REPLACED = "replaced", _("已换发")


SYSTEM = "system"

LICENCE = register(
    Machine(
        "licensing.licence",
        initial=LicenceState.VALID,
        states=LicenceState.values,
        finals=(
            LicenceState.REVOKED,
            LicenceState.WITHDRAWN,
            LicenceState.CANCELLED,
            LicenceState.EXPIRED,
            LicenceState.REPLACED,
        ),
        transitions=(
            Transition(
                "expire",
                _("到期"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                LicenceState.EXPIRED,
                (SYSTEM,),
                guard=_("有效期届满未延续"),
                terms_ended=("validity",),
                citation="行政许可法第七十条第一项",
            ),
            Transition(
                "renew",
                _("延续"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                None,
                (Role.APPROVER,),
                guard=_("有效期届满前申请，准予延续"),
                terms_started=("validity",),
                terms_ended=("validity",),
                documents=("licence",),
                notices=("renewed",),
                citation="行政许可法第五十条",
            ),
            Transition(
                "deem_renewed",
                _("视为准予延续"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                None,
                (SYSTEM,),
                guard=_("按期申请延续，有效期届满前没有作出决定"),
                terms_started=("validity",),
                terms_ended=("validity",),
                documents=("licence",),
                notices=("deemed_renewed",),
                citation="行政许可法第五十条第二款",
            ),
            Transition(
                "suspend",
                _("暂停"),
                (LicenceState.VALID,),
                LicenceState.SUSPENDED,
                (Role.APPROVER,),
            ),
            Transition(
                "resume",
                _("恢复"),
                (LicenceState.SUSPENDED,),
                LicenceState.VALID,
                (Role.APPROVER,),
            ),
            Transition(
                "revoke",
                _("撤销"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                LicenceState.REVOKED,
                (Role.APPROVER,),
                citation="行政许可法第六十九条",
            ),
            Transition(
                "withdraw",
                _("撤回"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                LicenceState.WITHDRAWN,
                (Role.APPROVER,),
                citation="行政许可法第八条",
            ),
            Transition(
                "cancel",
                _("注销"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                LicenceState.CANCELLED,
                (Role.APPROVER,),
                citation="行政许可法第七十条",
            ),
            Transition(
                "replace",
                _("换发"),
                (LicenceState.VALID, LicenceState.SUSPENDED),
                LicenceState.REPLACED,
                (Role.APPROVER,),
            ),
        ),
        turns={
            LicenceState.VALID: (Nobody(),),
            LicenceState.SUSPENDED: (Nobody(),),
        },
    )
)
