# SPDX-License-Identifier: Apache-2.0
"""The other organs that offer a version's item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from services.codes import VersionStatus
from services.models.version import OfferingVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Other organs of one item that a guide names.
MOST_PLACES = 200


def elsewhere() -> QuerySet[OfferingVersion, Any]:
    """The other offerings of a version's item, for `services.elsewhere`."""
    return (
        OfferingVersion.objects.filter(
            status=VersionStatus.PUBLISHED, offering__item=OuterRef("offering__item")
        )
        .exclude(pk=OuterRef("pk"))
        .order_by("organ__division_id", "organ_id")
        .values(
            json=JSONObject(
                code="offering__code",
                organ="organ__name",
                division="organ__division_id",
                level="organ__division__level",
                place="place",
                days="promised_days",
            )
        )[:MOST_PLACES]
    )
