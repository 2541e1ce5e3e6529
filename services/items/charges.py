# SPDX-License-Identifier: Apache-2.0
"""What follows when a charge, or a class of items that may not be deferred, comes into force."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.kernel import clock, locks
from portal.kernel.acts import act
from portal.kernel.locks import Lock
from services.items.checking import silent
from services.items.codes import VersionStatus
from services.items.models.charges import DeferralExclusion, Fee, FeeItem
from services.items.models.item import CatalogueStamp
from services.items.models.version import OfferingVersion
from services.items.publishing import write_versions
from services.items.stamp import touch_catalogue
from services.items.version_record import record_of, whole
from services.items.writing import Write

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


def charging(name: str) -> QuerySet[OfferingVersion]:
    """Return the guides in force that charge what the list calls by a name."""
    return OfferingVersion.objects.filter(
        status=VersionStatus.PUBLISHED, fees__fee_item__name=name
    ).distinct()


def follow_law(*, at: datetime) -> int:
    """Let guides charge by the standard in force, and lists show the rows of today (a sweep).

    Returns how many guides got a new version.
    """
    today = clock.local_date(at)
    if not (_behind(today) or _is_new(today)):
        return 0
    return bring_into_force(at=at)


def _behind(today: date) -> dict[int, FeeItem]:
    """Return the guides whose standard is no longer that in force, with the row that is."""
    rows = {row.name: row for row in FeeItem.objects.in_force(today).filter(is_active=True)}
    charged = Fee.objects.filter(version__status=VersionStatus.PUBLISHED)
    told = charged.values_list("version_id", "fee_item__name", "standard")
    return {
        version: rows[name]
        for version, name, standard in told
        if name in rows and rows[name].standard != standard
    }


def _is_new(today: date) -> bool:
    """Tell whether a row has come into force that the catalogue's lists do not show yet."""
    stamp = CatalogueStamp.objects.first()
    if stamp is None or stamp.changed_at is None:
        return False
    since = {"effective_on__gt": clock.local_date(stamp.changed_at), "effective_on__lte": today}
    return any(model.objects.filter(**since).exists() for model in (FeeItem, DeferralExclusion))


@act
def bring_into_force(*, at: datetime) -> int:
    """Write new versions of the guides that charge by an old standard; returns how many."""
    locks.wait_for(Lock.CATALOGUE)
    rows = _behind(clock.local_date(at))
    writes = []
    for version in whole(OfferingVersion.objects.filter(pk__in=rows)):
        row = rows[version.pk]
        record = replace(record_of(version), fee=(row.name, row.standard))
        if (digest := record.digest()) != version.digest:
            writes.append(Write(record, digest, version.number + 1, version.offering))
    if writes:
        write_versions(writes=writes, progress=silent, by=None, at=at)
    else:
        touch_catalogue()
    return len(writes)
