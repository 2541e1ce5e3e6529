# SPDX-License-Identifier: Apache-2.0
"""Storing checked records as draft versions: a few statements for any number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.models import Organ, Subject
from services.models import (
    Fee,
    FeeItem,
    LegalBasis,
    Material,
    Offering,
    OfferingVersion,
    ReviewStepTemplate,
    ServiceItem,
    SpecialProcedure,
)
from services.states import MACHINE, OfferingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from services.records import Record

BATCH = 2000


@dataclass(frozen=True)
class Write:
    """One record to publish: its version number and the offering it belongs to, if known."""

    record: Record
    digest: str
    number: int
    offering: Offering | None


def offerings_of(
    writes: Sequence[Write], organs: dict[str, Organ], at: datetime
) -> dict[str, Offering]:
    """Return the offering of every write by code, making items and offerings that are new."""
    fresh = [write.record for write in writes if write.offering is None]
    ServiceItem.objects.bulk_create(
        (
            ServiceItem(
                code=record.code,
                name=record.name,
                item_type=record.item_type,
                is_local_code=record.is_local_code,
                created_at=at,
            )
            for record in fresh
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    items = ServiceItem.objects.in_bulk([record.code for record in fresh], field_name="code")
    subjects = Subject.objects.bulk_create(
        (Subject(kind=MACHINE.name) for _record in fresh), batch_size=BATCH
    )
    made = Offering.objects.bulk_create(
        (
            Offering(
                code=record.code,
                item=items[record.code],
                organ=organs[record.organ],
                subject=subject,
                state=OfferingState.DRAFT,
            )
            for record, subject in zip(fresh, subjects, strict=True)
        ),
        batch_size=BATCH,
    )
    known = [write.offering for write in writes if write.offering is not None]
    return {offering.code: offering for offering in (*made, *known)}


def refresh_known(writes: Iterable[Write], organs: dict[str, Organ]) -> None:
    """Let known items and offerings follow their newest version (type, organ)."""
    for write in writes:
        if write.offering is None:
            continue
        record = write.record
        ServiceItem.objects.filter(offerings=write.offering).exclude(
            item_type=record.item_type, is_local_code=record.is_local_code
        ).update(item_type=record.item_type, is_local_code=record.is_local_code)
        Offering.objects.filter(pk=write.offering.pk).exclude(organ=organs[record.organ]).update(
            organ=organs[record.organ]
        )


def draft_version(write: Write, offering: Offering, organ: Organ) -> OfferingVersion:
    record = write.record
    return OfferingVersion(
        offering=offering,
        number=write.number,
        digest=write.digest,
        name=record.name,
        organ=organ,
        regime=record.regime,
        handling=record.handling,
        statutory_days=record.statutory_days,
        promised_days=record.promised_days,
        applicant_kind=record.applicant_kind,
        cross_region=record.cross_region,
        is_online=record.is_online,
        is_at_window=record.is_at_window,
        has_site_visit=record.has_site_visit,
        result_name=record.result_name,
        validity_years=record.validity_years,
        is_charged=record.fee is not None,
        second_person=record.second_person,
        provenance=record.provenance,
        found_fields=list(record.found_fields),
    )


def write_parts(pairs: Sequence[tuple[Record, OfferingVersion]], fees: dict[str, FeeItem]) -> None:
    """Write what hangs on the new versions, one statement per table and batch."""
    LegalBasis.objects.bulk_create(
        (
            LegalBasis(version=version, position=position, law=law, article=article)
            for record, version in pairs
            for position, (law, article) in enumerate(record.bases)
        ),
        batch_size=BATCH,
    )
    Material.objects.bulk_create(
        (
            Material(version=version, position=position, **vars(material))
            for record, version in pairs
            for position, material in enumerate(record.materials)
        ),
        batch_size=BATCH,
    )
    SpecialProcedure.objects.bulk_create(
        (
            SpecialProcedure(version=version, position=position, **vars(procedure))
            for record, version in pairs
            for position, procedure in enumerate(record.procedures)
        ),
        batch_size=BATCH,
    )
    ReviewStepTemplate.objects.bulk_create(
        (
            ReviewStepTemplate(version=version, **vars(step))
            for record, version in pairs
            for step in record.steps
        ),
        batch_size=BATCH,
    )
    Fee.objects.bulk_create(
        (
            Fee(version=version, fee_item=fees[record.fee[0]], standard=record.fee[1])
            for record, version in pairs
            if record.fee
        ),
        batch_size=BATCH,
    )
