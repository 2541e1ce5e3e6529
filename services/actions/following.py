# SPDX-License-Identifier: Apache-2.0
"""Offerings of other levels follow the item's first offering; what is new is sorted out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from services.actions.checking import base_rows
from services.actions.writes import Write
from services.codes import VersionStatus
from services.levels import follow
from services.models.version import OfferingVersion
from services.reading import read
from services.rows import row_of
from services.stored import record_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

#: What a write needs to know of an offering that exists.
OFFERING = ("code", "state", "item_id", "organ_id", "subject_id")


def newest_versions(
    versions: QuerySet[OfferingVersion] | None = None,
) -> dict[str, OfferingVersion]:
    """Return the newest version of every offering by code; number, digest, offering only."""
    rows = OfferingVersion.objects.all() if versions is None else versions
    return {
        version.offering.code: version
        for version in rows.select_related("offering")
        .only("number", "digest", *(f"offering__{name}" for name in OFFERING))
        .order_by("offering_id", "number")
    }


def followers_of(writes: Sequence[Write]) -> list[Write]:
    """Return the writes by which the other levels follow the first offerings written now.

    An offering that is itself written now speaks for itself. One query when nothing follows.
    """
    changed = {
        write.record.code: write.record
        for write in writes
        if write.offering is not None and not write.record.item_code
    }
    others = OfferingVersion.objects.filter(
        status=VersionStatus.PUBLISHED, offering__item__code__in=changed
    ).exclude(offering__code=F("offering__item__code"))
    mine = {write.record.code for write in writes}
    found = [one for one in whole(others) if one.offering.code not in mine]
    before = base_rows({one.offering.item.code for one in found}) if found else {}
    made = []
    for version in found:
        item = version.offering.item.code
        now = row_of(changed[item])
        record = read(follow(row_of(record_of(version)), before[item], now))
        digest = record.digest()
        if digest != version.digest:
            made.append(Write(record, digest, version.number + 1, version.offering))
    return made
