# SPDX-License-Identifier: Apache-2.0
"""A stored version back as the record it was written from, with the same digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from services.items.models.charges import Fee
from services.items.models.parts import JointPart, ReviewStepTemplate
from services.items.models.version import OfferingVersion
from services.items.record import JointRecord, MaterialRecord, ProcedureRecord, Record, StepRecord
from services.items.rows import LOCAL_TEXTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

#: Columns of a version that a record carries under the same name.
_SAME = (
    "name", "regime", "handling", "statutory_days", "statutory_citation", "promised_days",
    "applicant_kind", "cross_region", "is_online", "is_at_window", "has_site_visit",
    "result_name", "validity_years", "second_person", "provenance", "renewal_opens_days",
    "renewal_closes_days", "concerns_safety", *LOCAL_TEXTS,
)  # fmt: skip
_MATERIAL = tuple(MaterialRecord.__dataclass_fields__)
_PROCEDURE = tuple(ProcedureRecord.__dataclass_fields__)


def whole(versions: QuerySet[OfferingVersion]) -> QuerySet[OfferingVersion]:
    """Add all that `record_of` reads, one query a table."""
    return versions.select_related("offering__item", "organ").prefetch_related(
        "materials",
        "legal_bases",
        "special_procedures",
        Prefetch("fees", Fee.objects.select_related("fee_item")),
        Prefetch("joint_parts", JointPart.objects.select_related("organ")),
        Prefetch("review_steps", ReviewStepTemplate.objects.select_related("organ")),
    )


def _steps(version: OfferingVersion) -> tuple[StepRecord, ...]:
    return tuple(
        StepRecord(
            row.group, row.role, row.name, row.limit_days, row.organ.name if row.organ else ""
        )
        for row in version.review_steps.all()
    )


def record_of(version: OfferingVersion) -> Record:
    """Return the record of a version (see `whole` for what should be read with it)."""
    offering = version.offering
    fees = [(fee.fee_item.name, fee.standard) for fee in version.fees.all()]
    return Record(
        code=offering.code,
        item_type=offering.item.item_type,
        is_local_code=offering.item.is_local_code,
        organ=version.organ.name,
        found_fields=tuple(version.found_fields),
        bases=tuple((basis.law, basis.article) for basis in version.legal_bases.all()),
        fee=fees[0] if fees else None,
        materials=tuple(
            MaterialRecord(**{name: getattr(row, name) for name in _MATERIAL})
            for row in version.materials.all()
        ),
        procedures=tuple(
            ProcedureRecord(**{name: getattr(row, name) for name in _PROCEDURE})
            for row in version.special_procedures.all()
        ),
        steps=_steps(version),
        joint=tuple(
            JointRecord(part.organ.name, part.name, part.days) for part in version.joint_parts.all()
        ),
        item_code="" if offering.code == offering.item.code else offering.item.code,
        conditions=tuple(version.conditions),
        **{name: getattr(version, name) for name in _SAME},
    )
