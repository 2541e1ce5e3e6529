# SPDX-License-Identifier: Apache-2.0
"""Reading the catalogue."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Count,
)

from services.bundles.models import Bundle, BundleMember
from services.items.codes import VersionStatus
from services.items.models.version import OfferingVersion
from services.items.queries import published, with_contents

#: How many life events the home page shows.
EVENTS = 12


def bundle_members(bundle: Bundle) -> list[list[tuple[BundleMember, OfferingVersion | None]]]:
    """Return the members of a bundle by stage, each with the version in force of its first organ."""
    members = list(bundle.members.select_related("item"))
    versions: dict[int, OfferingVersion] = {}
    for version in with_contents(published()).filter(
        offering__item__in=[member.item_id for member in members]
    ):
        versions.setdefault(version.offering.item_id, version)
    stages: dict[int, list[tuple[BundleMember, OfferingVersion | None]]] = {}
    for member in members:
        stages.setdefault(member.stage, []).append((member, versions.get(member.item_id)))
    return [stages[stage] for stage in sorted(stages)]


def home_context() -> dict[str, Any]:
    """Return what the home page shows of the catalogue (two queries)."""
    return {
        "bundles": list(
            Bundle.objects.annotate(size=Count("members")).order_by("position", "name")[:EVENTS]
        ),
        "item_count": OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED).aggregate(
            items=Count("offering__item", distinct=True)
        )["items"],
    }
