# SPDX-License-Identifier: Apache-2.0
"""Reading the catalogue."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import JSONObject

from portal.kernel.places.models import Organ
from services.bundles.models import Bundle, BundleMember
from services.intermediaries.models import IntermediaryService
from services.items.codes import VersionStatus
from services.items.models.charges import DeferralExclusion, Fee
from services.items.models.parts import Material
from services.items.models.version import OfferingVersion
from services.situations.models import ItemSituation
from services.situations.tree import read as read_tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from services.situations.tree import Tree


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


#: How many life events the home page shows.
EVENTS = 12


#: Contents of immutable versions kept in the process.
KEPT_VERSIONS = 2048


PARTS = ("materials", "legal_bases", "special_procedures", "review_steps")


FEES = Prefetch("fees", Fee.objects.select_related("fee_item"))


def published() -> QuerySet[OfferingVersion]:
    """Return the versions in force."""
    return OfferingVersion.objects.filter(status=VersionStatus.PUBLISHED).select_related(
        "offering__item", "organ"
    )


def current_version(code: str) -> OfferingVersion | None:
    """Return the version in force of an offering, or None."""
    return published().filter(offering__code=code).first()


def published_versions(words: str = "") -> QuerySet[OfferingVersion]:
    """Return the versions in force whose name or code has the words."""
    return (
        published()
        .filter(Q(name__icontains=words) | Q(offering__code__icontains=words))
        .order_by("organ_id", "name")
    )


def once_an_item(versions: QuerySet[OfferingVersion]) -> QuerySet[OfferingVersion]:
    """Leave of every item only the organ that offered it first."""
    earlier = OfferingVersion.objects.filter(
        status=VersionStatus.PUBLISHED,
        offering__item=OuterRef("offering__item"),
        offering__lt=OuterRef("offering"),
    )
    return versions.filter(~Exists(earlier))


def with_contents(versions: QuerySet[OfferingVersion]) -> QuerySet[OfferingVersion]:
    """Add everything that hangs on the versions, one query a table."""
    return versions.prefetch_related(*PARTS, FEES)


@dataclass(frozen=True)
class _Kept:
    """A published version under the key that says its contents: they never change."""

    pk: int
    digest: str
    version: OfferingVersion = field(compare=False)


@lru_cache(maxsize=KEPT_VERSIONS)
def _contents(kept: _Kept) -> OfferingVersion:
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
    version = copy(_contents(_Kept(fresh.pk, fresh.digest, fresh)))
    version.offering, version.organ = fresh.offering, fresh.organ
    version.in_bundles, version.intermediaries = fresh.bundle_rows, fresh.service_rows
    version.questions, version.elsewhere = fresh.question_rows or [], fresh.other_rows
    return version


def questions_of(version_id: int) -> Tree:
    """Return what applicants are asked about their situation; nothing for most items."""
    asked = ItemSituation.objects.filter(item__offerings__versions=version_id)
    return read_tree(asked.values_list("questions", flat=True).first() or [])


def exclusions_of(version: OfferingVersion) -> list[tuple[str, str]]:
    """Return why the item may not be deferred: (reason, source) of each switched-on row."""
    rows = DeferralExclusion.objects.filter(is_on=True).filter(
        Q(handling=version.handling) | Q(items=version.offering.item_id)
    )
    return [(row.label, row.citation) for row in rows.distinct()]


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


def organs_with_items() -> QuerySet[Organ]:
    """Return the organs that offer something now, with how much (``offered``)."""
    in_force = Q(offering_versions__status=VersionStatus.PUBLISHED)
    return (
        Organ.objects.select_related("division__parent__parent")
        .annotate(offered=Count("offering_versions", filter=in_force))
        .filter(offered__gt=0)
        .order_by("-offered", "code")
    )


@dataclass(frozen=True)
class Deferrable:
    """One row of the published 容缺 list: an item and what may follow later."""

    version: OfferingVersion
    materials: Sequence[Material]


def deferral_list() -> list[Deferrable]:
    """Return the published list of items and materials that may be deferred (ZY 37)."""
    rules = list(DeferralExclusion.objects.filter(is_on=True).prefetch_related("items"))
    handlings = {rule.handling for rule in rules if rule.handling}
    items = {item.pk for rule in rules for item in rule.items.all()}
    deferrable = Material.objects.filter(is_deferrable=True)
    versions = (
        published()
        .filter(deferral_allowed=True)
        .filter(Exists(deferrable.filter(version=OuterRef("pk"))))
        .exclude(handling__in=handlings)
        .exclude(offering__item__in=items)
        .order_by("organ__code", "name")
        .prefetch_related(Prefetch("materials", deferrable, to_attr="deferrable"))
    )
    return [Deferrable(version, version.deferrable) for version in versions]


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
