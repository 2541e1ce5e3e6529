# SPDX-License-Identifier: Apache-2.0
"""Storing checked records as draft versions: a few statements for any number of rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.kernel.places.models import Organ
from portal.kernel.subjects import Subject
from services.items.models.charges import Fee, FeeItem
from services.items.models.item import Offering, ServiceItem
from services.items.models.parts import (
    JointPart,
    LegalBasis,
    Material,
    ReviewStepTemplate,
    SpecialProcedure,
)
from services.items.models.version import OfferingVersion
from services.items.states import MACHINE, OfferingState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from services.items.record import Record

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
            if not record.item_code
        ),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    codes = [record.basic_code for record in fresh]
    items = ServiceItem.objects.in_bulk(codes, field_name="code")
    subjects = Subject.objects.bulk_create(
        (Subject(kind=MACHINE.name) for _record in fresh), batch_size=BATCH
    )
    made = Offering.objects.bulk_create(
        (
            Offering(
                code=record.code,
                item=items[record.basic_code],
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
    items: dict[tuple[str, bool], list[int]] = defaultdict(list)
    moved: dict[int, list[int]] = defaultdict(list)
    for write in writes:
        record, offering = write.record, write.offering
        if offering is None:
            continue
        items[record.item_type, record.is_local_code].append(offering.item_id)
        if offering.organ_id != organs[record.organ].pk:
            moved[organs[record.organ].pk].append(offering.pk)
    for (item_type, is_local), keys in items.items():
        ServiceItem.objects.filter(pk__in=keys).exclude(
            item_type=item_type, is_local_code=is_local
        ).update(item_type=item_type, is_local_code=is_local)
    for organ_id, keys in moved.items():
        Offering.objects.filter(pk__in=keys).update(organ_id=organ_id)


def draft_version(write: Write, offering: Offering, organ: Organ) -> OfferingVersion:
    """Return a version that is not saved yet, with the plain values of its record."""
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
        statutory_citation=record.statutory_citation,
        is_joint=bool(record.joint),
        promised_days=record.promised_days,
        applicant_kind=record.applicant_kind,
        cross_region=record.cross_region,
        is_online=record.is_online,
        is_at_window=record.is_at_window,
        has_site_visit=record.has_site_visit,
        result_name=record.result_name,
        validity_years=record.validity_years,
        is_charged=record.fee is not None,
        renewal_opens_days=record.renewal_opens_days,
        renewal_closes_days=record.renewal_closes_days,
        concerns_safety=record.concerns_safety,
        second_person=record.second_person,
        provenance=record.provenance,
        found_fields=list(record.found_fields),
        conditions=list(record.conditions),
        place=record.place,
        hours=record.hours,
        contact=record.contact,
        complaint_channel=record.complaint_channel,
    )


def write_parts(
    pairs: Sequence[tuple[Record, OfferingVersion]],
    fees: dict[str, FeeItem],
    organs: dict[str, Organ],
) -> None:
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
    _write_review(pairs, organs)
    Fee.objects.bulk_create(
        (
            Fee(version=version, fee_item=fees[record.fee[0]], standard=record.fee[1])
            for record, version in pairs
            if record.fee
        ),
        batch_size=BATCH,
    )


def _write_review(
    pairs: Sequence[tuple[Record, OfferingVersion]], organs: dict[str, Organ]
) -> None:
    JointPart.objects.bulk_create(
        (
            JointPart(
                version=version,
                position=position,
                organ=organs[part.organ],
                name=part.name,
                days=part.days,
            )
            for record, version in pairs
            for position, part in enumerate(record.joint)
        ),
        batch_size=BATCH,
    )
    ReviewStepTemplate.objects.bulk_create(
        (
            ReviewStepTemplate(version=version, **{**vars(step), "organ": organs.get(step.organ)})
            for record, version in pairs
            for step in record.steps
        ),
        batch_size=BATCH,
    )
