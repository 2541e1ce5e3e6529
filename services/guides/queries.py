# SPDX-License-Identifier: Apache-2.0
"""Reading the guide of an item, and the other organs that offer it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    OuterRef,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject

from services.bundles.models import Bundle
from services.intermediaries.models import IntermediaryService
from services.items.codes import VersionStatus
from services.items.models.version import OfferingVersion
from services.items.queries import FEES, PARTS, published
from services.situations.models import ItemSituation

if TYPE_CHECKING:
    from django.db.models import QuerySet


# -- The other organs that offer a version's item ----------------------------------------------


#: Other organs of one item that a guide names.
MOST_PLACES = 200


def elsewhere() -> QuerySet[OfferingVersion, Any]:
    """The other offerings of a version's item, for `services.guides.nearest`."""
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


#: Contents of immutable versions kept in the process.
KEPT_VERSIONS = 2048


@dataclass(frozen=True)
class _Published:
    """A published version under the key that says its contents: they never change."""

    pk: int
    digest: str
    version: OfferingVersion = field(compare=False)


@lru_cache(maxsize=KEPT_VERSIONS)
def _contents(kept: _Published) -> OfferingVersion:
    version = kept.version
    prefetch_related_objects([version], *PARTS, *([FEES] if version.is_charged else []))
    return version


def guide_version(code: str) -> OfferingVersion | None:
    """Return the version in force with all its contents; one query when it is known already.

    What the version shares with others is read afresh: the organ's phone; ``in_bundles`` and
    ``intermediaries`` as mappings with code and name; the ``questions`` about the situation;
    ``elsewhere``, the other organs that offer the item.
    """
    bundles = Bundle.objects.filter(members__item=OuterRef("offering__item"))
    named = bundles.values(json=JSONObject(code="code", name="short_name"))
    services = IntermediaryService.objects.filter(is_listed=True, items=OuterRef("offering__item"))
    asked = ItemSituation.objects.filter(item=OuterRef("offering__item")).values("questions")
    fresh = (
        published()
        .filter(offering__code=code)
        .annotate(
            bundle_rows=ArraySubquery(named),
            service_rows=ArraySubquery(
                services.values(json=JSONObject(code="code", name="name", result="result"))
            ),
            question_rows=Subquery(asked[:1]),
            other_rows=ArraySubquery(elsewhere()),
        )
        .first()
    )
    if fresh is None:
        return None
    version = copy(_contents(_Published(fresh.pk, fresh.digest, fresh)))
    version.offering, version.organ = fresh.offering, fresh.organ
    version.in_bundles, version.intermediaries = fresh.bundle_rows, fresh.service_rows
    version.questions, version.elsewhere = fresh.question_rows or [], fresh.other_rows
    return version
