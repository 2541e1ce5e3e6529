# SPDX-License-Identifier: Apache-2.0
"""Who sees which requests, and whose content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from portal.kernel.accounts.queries import roles_of
from portal.kernel.accounts.words import OVERSIGHT_ROLES
from portal.kernel.sharing.models import Consent, DataRequest
from portal.kernel.sharing.requests import organ_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User

_JOINED = ("subject", "asker", "holder", "asked_by__staff", "ended_by__staff")


def visible_to(user: User) -> QuerySet[DataRequest]:
    """Return the requests that a user's organ made or got; all of them for those who oversee."""
    rows = DataRequest.objects.select_related(*_JOINED)
    if roles_of(user) & set(OVERSIGHT_ROLES):
        return rows
    organ = organ_of(user)
    return rows.filter(Q(asker=organ) | Q(holder=organ)) if organ is not None else rows.none()


def may_read_content(user: User, request: DataRequest) -> bool:
    """Tell whether a user's work for one of both organs opens what was asked and answered."""
    organ = organ_of(user)
    return organ is not None and organ.pk in (request.asker_id, request.holder_id)


def consents_of(user: User) -> QuerySet[Consent]:
    """Return what a user's person lets others read, the newest first."""
    return Consent.objects.filter(person=user.person_id or 0).select_related("client__organ")
