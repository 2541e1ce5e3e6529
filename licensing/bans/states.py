# SPDX-License-Identifier: Apache-2.0
"""A ban on applying again (行政许可法 78, 79): it runs, ends by itself, or is lifted."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.accounts.words import Role
from portal.kernel.desks import Nobody
from portal.kernel.states import Machine, Transition, register


class BanState(TextChoices):
    """The states of a ban."""

    ACTIVE = "active", _("禁止期内")
    ENDED = "ended", _("已届满")
    LIFTED = "lifted", _("已解除")


BAN = register(
    Machine(
        "licensing.ban",
        initial=BanState.ACTIVE,
        states=BanState.values,
        finals=(BanState.ENDED, BanState.LIFTED),
        transitions=(
            Transition(
                "end",
                _("届满"),
                (BanState.ACTIVE,),
                BanState.ENDED,
                ("system",),
                guard=_("最后一天已经过完"),
                terms_ended=("ban",),
            ),
            Transition(
                "lift",
                _("解除"),
                (BanState.ACTIVE,),
                BanState.LIFTED,
                (Role.APPROVER,),
                guard=_("原决定被撤销、变更，或者认定有误；写明理由"),
                terms_ended=("ban",),
                notices=("ban_lifted",),
            ),
        ),
        turns={
            BanState.ACTIVE: (Nobody(),),
        },
    )
)
