# SPDX-License-Identifier: Apache-2.0
"""The life of an offering; its versions follow it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.kernel.desks import Nobody
from portal.kernel.states import Machine, Transition, register


class OfferingState(TextChoices):
    """Whether an offering is shown to the public."""

    DRAFT = "draft", _("起草")
    PUBLISHED = "published", _("公布中")
    WITHDRAWN = "withdrawn", _("已下架")


MACHINE = register(
    Machine(
        "services.offering",
        initial=OfferingState.DRAFT,
        finals=(),
        states=OfferingState.values,
        transitions=(
            Transition(
                "publish",
                _("公布"),
                (OfferingState.DRAFT, OfferingState.PUBLISHED, OfferingState.WITHDRAWN),
                OfferingState.PUBLISHED,
                actors=("editor",),
                guard=_("各项规则检查通过"),
                citation="行政许可法第三十条",
            ),
            Transition(
                "withdraw",
                _("下架"),
                (OfferingState.PUBLISHED,),
                OfferingState.WITHDRAWN,
                actors=("editor",),
                guard=_("写明理由"),
            ),
        ),
        turns={
            OfferingState.DRAFT: (Nobody(),),
            OfferingState.PUBLISHED: (Nobody(),),
            OfferingState.WITHDRAWN: (Nobody(),),
        },
    )
)
