# SPDX-License-Identifier: Apache-2.0
"""Reading the catalogue: what is published, what belongs to a version, what may be deferred."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
)

from portal.kernel import clock, stamps
from portal.kernel.places.models import Organ
from services.items.codes import VersionStatus
from services.items.models.charges import DeferralExclusion, Fee, FeeItem
from services.items.models.parts import (
    JointPart,
    LegalBasis,
    Material,
    ReviewStepTemplate,
    SpecialProcedure,
)
from services.items.models.version import OfferingVersion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet


#: Versions whose parts a process keeps; one is a few kilobytes.
KEPT_PARTS = 2048


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


def final_version(pk: int) -> OfferingVersion:
    """Return a version that is or was in force, with its item, kept in the process.

    What it says cannot change; whether it is still in force is not to be read from it. The row
    is not to be changed.
    """
    return _final(pk, stamps.stamp("catalogue"))


@lru_cache(maxsize=KEPT_PARTS)
def _final(pk: int, _stamp: str) -> OfferingVersion:
    return OfferingVersion.objects.select_related("offering__item").get(pk=pk)


@dataclass(frozen=True)
class Parts:
    """What belongs to a version and cannot change once it is in force."""

    legal_bases: tuple[LegalBasis, ...]
    special_procedures: tuple[SpecialProcedure, ...]
    review_steps: tuple[ReviewStepTemplate, ...]
    joint_parts: tuple[JointPart, ...]


def parts_of(version: OfferingVersion) -> Parts:
    """Return the parts of a version, kept in the process: the rows are not to be changed."""
    return _parts(version.pk)


@lru_cache(maxsize=KEPT_PARTS)
def _parts(version_id: int) -> Parts:
    version = OfferingVersion(pk=version_id)
    return Parts(
        tuple(version.legal_bases.all()),
        tuple(version.special_procedures.all()),
        tuple(version.review_steps.all()),
        tuple(version.joint_parts.all()),
    )


def exclusions_of(version: OfferingVersion, on: date) -> list[tuple[str, str]]:
    """Return why the item may not be deferred on a day: (reason, source) of each row in force."""
    rows = DeferralExclusion.objects.in_force(on).filter(is_on=True)
    rows = rows.filter(
        Q(handling=version.handling) | Q(item_codes__contains=[version.offering.item.code])
    )
    return [(row.label, row.citation) for row in rows]


def fees_now() -> QuerySet[FeeItem]:
    """Return the charges that are in use today."""
    rows: QuerySet[FeeItem] = FeeItem.objects.in_force(clock.today()).filter(is_active=True)
    return rows


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


def deferral_list(on: date | None = None) -> list[Deferrable]:
    """Return the published list of items and materials that may be deferred (ZY 37), as of today."""
    day = on or clock.today()
    return deferrable_but(DeferralExclusion.objects.in_force(day).filter(is_on=True))


def deferrable_but(rules: Iterable[DeferralExclusion]) -> list[Deferrable]:
    """Return what may be deferred when exactly these classes of items may not."""
    rules = list(rules)
    handlings = {rule.handling for rule in rules if rule.handling}
    items = {code for rule in rules for code in rule.item_codes}
    deferrable = Material.objects.filter(is_deferrable=True)
    versions = (
        published()
        .filter(deferral_allowed=True)
        .filter(Exists(deferrable.filter(version=OuterRef("pk"))))
        .exclude(handling__in=handlings)
        .exclude(offering__item__code__in=items)
        .order_by("organ__code", "name")
        .prefetch_related(Prefetch("materials", deferrable, to_attr="deferrable"))
    )
    return [Deferrable(version, version.deferrable) for version in versions]
