# SPDX-License-Identifier: Apache-2.0
"""What an account has of complaints, questions and suggestions when it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from complaints.appeals.models import Complaint
from complaints.appeals.states import COMPLAINT
from portal.kernel.identity.closing import Kept, OpenMatter, Part
from portal.kernel.retention.keeping import Keeping, blanking

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def open_matters(user: User) -> list[OpenMatter]:
    """Return what the account filed and nobody has ended."""
    rows = Complaint.objects.filter(filed_by=user).exclude(state__in=COMPLAINT.finals)
    return [
        OpenMatter(f"{row.title} {row.number}", f"/complaints/{row.number}/")
        for row in rows.order_by("pk")
    ]


def kept(user: User) -> list[Kept]:
    """Return what was answered: the office has to account for it."""
    count = Complaint.objects.filter(filed_by=user).count()
    why = _("诉求的办理记录要留作考核和复查，联系方式已经抹去（个人信息保护法第四十七条第二款）")
    return [Kept(_("投诉和建议"), count, why)]


def erase(*, user: User, at: datetime) -> int:
    """Wipe how to reach whoever filed; what was said and answered stays."""
    del at  # the event of the closing has the moment
    rows = Complaint.objects.filter(filed_by=user)
    return rows.update(contact_name="", contact_phone="")


def ties() -> Q:
    """Match the accounts that filed one."""
    return Q(Exists(Complaint.objects.filter(filed_by=OuterRef("pk"))))


PART = Part(open_matters, kept, erase, ties)


# -- How to reach whoever filed, once the matter has long been over ----------------------------


def _over(limit: datetime, _at: datetime) -> QuerySet[Complaint]:
    rows = Complaint.objects.filter(state__in=COMPLAINT.finals, closed_at__lt=limit)
    return rows.exclude(contact_name="", contact_phone="")


KEEPING = Keeping(
    "complaint_contact",
    _over,
    blanking(Complaint.objects.all, contact_name="", contact_phone=""),
    parties=("filed_by__person", "case__applicant", "case__agent"),
    subjects=("subject", "case__subject"),
)
