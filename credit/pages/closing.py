# SPDX-License-Identifier: Apache-2.0
"""What an account's person has of inquiries and credit records when the account is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from credit.determinations.models import Determination
from credit.determinations.states import DETERMINATION
from credit.records.models import CreditRecord
from credit.repair.models import RepairRequest
from credit.repair.states import REPAIR
from portal.kernel.identity.closing import Kept, OpenMatter, Part

if TYPE_CHECKING:
    from portal.kernel.accounts.models import User


def open_matters(user: User) -> list[OpenMatter]:
    """Return inquiries and requests for repair that have not ended."""
    person = user.person_id or 0
    inquiries = Determination.objects.filter(party=person).exclude(state__in=DETERMINATION.finals)
    repairs = RepairRequest.objects.filter(record__party=person).exclude(state__in=REPAIR.finals)
    return [
        *(
            OpenMatter(_("失信认定"), f"/credit/determinations/{row.pk}/statement/")
            for row in inquiries.order_by("pk")
        ),
        *(OpenMatter(_("信用修复申请"), "/credit/") for _row in repairs),
    ]


def kept(user: User) -> list[Kept]:
    """Return the marks; they end by their own term."""
    count = CreditRecord.objects.filter(party=user.person_id or 0).count()
    return [Kept(_("信用记录"), count, _("到期前不因注销账号而消失"))]


def ties() -> Q:
    """Match the accounts of people about whom there is an inquiry or a record."""
    return Q(Exists(Determination.objects.filter(party=OuterRef("person")))) | Q(
        Exists(CreditRecord.objects.filter(party=OuterRef("person")))
    )


PART = Part(open_matters, kept, lambda **_who: 0, ties)
