# SPDX-License-Identifier: Apache-2.0
"""The offerings of one item beside each other, marking what differs from the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.change_labels import LABELS
from services.codes import VersionStatus
from services.models.version import OfferingVersion
from services.reading import LOCAL_TEXTS
from services.stored import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from services.models.item import ServiceItem

#: What an offering may say for itself.
_OWN = ("promised_days", *LOCAL_TEXTS)


@dataclass(frozen=True)
class Row:
    """What one offering says: label, text, and whether the first one says something else."""

    version: OfferingVersion
    cells: Sequence[tuple[StrOrPromise, str, bool]]


def side_by_side(item: ServiceItem) -> list[Row]:
    """Return what the levels of an item say for themselves, its first offering in front."""
    rows = whole(
        OfferingVersion.objects.filter(offering__item=item, status=VersionStatus.PUBLISHED)
    ).select_related("offering__item", "organ__division")
    versions = sorted(rows, key=lambda one: (one.offering.code != item.code, one.organ.division_id))

    def cell(one: OfferingVersion, name: str) -> tuple[StrOrPromise, str, bool]:
        value = getattr(one, name)
        return LABELS[name], str(value or ""), value != getattr(versions[0], name)

    return [Row(one, [cell(one, name) for name in _OWN]) for one in versions]
