# SPDX-License-Identifier: Apache-2.0
"""The published versions of an offering, each with what it changed, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.changes import changes
from services.codes import VersionStatus
from services.models.offering import Offering
from services.models.version import OfferingVersion
from services.stored import record_of, whole

if TYPE_CHECKING:
    from services.changes import Change

#: Versions whose differences a page tells.
TOLD = 20


@dataclass(frozen=True)
class Step:
    """One version and what it changed against the one before; None for the first."""

    version: OfferingVersion
    changes: list[Change] | None


def history(offering: Offering, *, most: int) -> list[Step]:
    """Return the published versions of an offering, the newest first, each with its changes."""
    rows = OfferingVersion.objects.filter(offering=offering).exclude(status=VersionStatus.DRAFT)
    versions = list(whole(rows.order_by("-number"))[: most + 1])
    records = [record_of(version) for version in versions]
    steps = [
        Step(version, changes(records[at + 1], records[at]) if at + 1 < len(records) else None)
        for at, version in enumerate(versions)
    ]
    return steps[:most]
