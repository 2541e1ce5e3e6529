# SPDX-License-Identifier: Apache-2.0
"""Changing the published list of charges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.kernel import locks
from portal.kernel.acts import act
from portal.kernel.errors import Refused
from portal.kernel.locks import Lock
from services.items.checking import silent
from services.items.codes import VersionStatus
from services.items.models.charges import FeeItem
from services.items.models.version import OfferingVersion
from services.items.publishing import write_versions
from services.items.stamp import touch_catalogue
from services.items.stored import record_of, whole
from services.items.writing import Write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.kernel.accounts.models import User
    from services.items.models.charges import DeferralExclusion
    from services.items.models.item import ServiceItem


def charging(fee: FeeItem) -> QuerySet[OfferingVersion]:
    """Return the guides in force that charge a fee."""
    return OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED, fees__fee_item=fee)


def require_unused(fee: FeeItem) -> None:
    """Raise Refused while a guide in force charges the fee."""
    names = list(charging(fee).values_list("name", flat=True)[:3])
    if names:
        text = _("还有指南在收这一项：%(names)s。请先把指南改成不收费。")
        raise Refused("fee_in_use", text % {"names": "、".join(names)})


@act
def keep_fee(*, fee: FeeItem, by: User, at: datetime) -> FeeItem:
    """Store a charge as it was typed; guides that charge it get a new version with its standard.

    Raises Refused when a charge is to go that a guide in force still names.
    """
    locks.wait_for(Lock.CATALOGUE)
    if fee.pk and not fee.is_active:
        require_unused(fee)
    fee.save()
    writes = []
    for version in whole(charging(fee)):
        record = replace(record_of(version), fee=(fee.name, fee.standard))
        if (digest := record.digest()) != version.digest:
            writes.append(Write(record, digest, version.number + 1, version.offering))
    write_versions(writes=writes, progress=silent, by=by, at=at)
    return fee


# -- Changing which classes of items may not be deferred ---------------------------------------


@act
def keep_exclusion(
    *, exclusion: DeferralExclusion, items: Iterable[ServiceItem], by: User, at: datetime
) -> DeferralExclusion:
    """Store why a class of items may not be deferred; the public list follows at once."""
    del by, at  # a rule of the catalogue carries no story of its own
    exclusion.save()
    exclusion.items.set(items)
    touch_catalogue()
    return exclusion
