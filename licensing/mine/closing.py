# SPDX-License-Identifier: Apache-2.0
"""What an account has of applications and licences when it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from licensing.apply.forgetting import empty_drafts
from licensing.cases.models import Case
from licensing.cases.states import CASE, CaseState
from licensing.licences.models import Licence
from portal.kernel.identity.closing import Kept, OpenMatter, Part

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User


def _handed_in(user: User) -> QuerySet[Case]:
    person = user.person_id or 0
    mine = Q(applicant=person) | Q(applicant__same_as=person) | Q(filed_by=user)
    return Case.objects.filter(mine).exclude(number=None)


def open_matters(user: User) -> list[OpenMatter]:
    """Return the cases of the person, and those that the account filed, which have not ended."""
    rows = _handed_in(user).exclude(state__in=CASE.finals).select_related("version").order_by("pk")
    return [OpenMatter(f"{row.version.name} {row.number}", f"/cases/{row.number}/") for row in rows]


def kept(user: User) -> list[Kept]:
    """Return the files and licences that are records of the office."""
    why = _(
        "办件档案和证照在保存期限届满前不得删除，只存储、不另作他用（个人信息保护法第四十七条第二款）"
    )
    licences = Licence.objects.filter(holder=user.person_id or 0).count()
    return [Kept(_("办件"), _handed_in(user).count(), why), Kept(_("证照"), licences, why)]


def erase(*, user: User, at: datetime) -> int:
    """Discard the drafts of an account, empty what they said and delete their files."""
    drafts = Case.objects.filter(filed_by=user, number=None).select_related("subject")
    keys = []
    for case in drafts.select_for_update(of=("self",)).order_by("pk"):
        if case.state == CaseState.DRAFT:
            CASE.apply(case, "discard", by=user, at=at, ended_at=at)
        keys.append(case.pk)
    empty_drafts(keys)
    return len(keys)


def ties() -> Q:
    """Match the accounts that filed a case, or whose person applied or holds a licence."""
    cases = Case.objects.exclude(number=None)
    return (
        Q(Exists(cases.filter(filed_by=OuterRef("pk"))))
        | Q(Exists(cases.filter(applicant=OuterRef("person"))))
        | Q(Exists(Licence.objects.filter(holder=OuterRef("person"))))
    )


PART = Part(open_matters, kept, erase, ties)
