# SPDX-License-Identifier: Apache-2.0
"""The offerings of one item beside each other, marking what differs from the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.change_labels import LABELS
from services.codes import VersionStatus
from services.models import OfferingVersion
from services.reading import LOCAL_TEXTS
from services.stored import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from services.models import ServiceItem


@dataclass(frozen=True)
class Line:
    """One field over all levels; ``differs`` marks where an offering says something else."""

    label: StrOrPromise
    cells: Sequence[tuple[str, bool]]


@dataclass(frozen=True)
class Levels:
    """The offerings of an item side by side, its first offering in front."""

    offerings: Sequence[OfferingVersion]
    lines: Sequence[Line]


def side_by_side(item: ServiceItem) -> Levels:
    """Return what the levels of an item say for themselves, marking what differs."""
    rows = whole(
        OfferingVersion.objects.filter(offering__item=item, status=VersionStatus.PUBLISHED)
    ).select_related("offering__item", "organ__division")
    versions = sorted(rows, key=lambda one: (one.offering.code != item.code, one.organ.division_id))
    if not versions:
        return Levels([], [])
    first = versions[0]
    lines = [
        Line(
            LABELS[name],
            [
                (str(getattr(one, name) or ""), getattr(one, name) != getattr(first, name))
                for one in versions
            ],
        )
        for name in ("promised_days", *LOCAL_TEXTS)
    ]
    return Levels(versions, lines)
